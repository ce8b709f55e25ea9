-- Reports of one run that may be of one exchange, and those that may not be in one. A report joins an exchange with one
-- that it may be the same as, and none that parts it from: dated ones lie at most three days apart, one without a date
-- follows within thirty days, and no two subjects differ. Members of an exchange that is near lie at most six days away.
WITH compared AS (
    SELECT later.block, later.run, later.place AS later, earlier.place AS earlier, later.undated,
           CASE WHEN later.undated AND NOT earlier.undated THEN later.day - earlier.day BETWEEN 0 AND 30
                ELSE abs(later.day - earlier.day) <= 3 END AS near,
           later.subject IS NULL OR earlier.subject IS NULL OR later.subject = earlier.subject AS agree,
           -- A report that names no recipient contradicts nobody, but something else must then be exactly the same.
           CASE WHEN size(later.parties) > 0 AND size(earlier.parties) > 0
                THEN arrays_overlap(later.parties, earlier.parties)
                ELSE coalesce(later.subject = earlier.subject, FALSE) OR coalesce(later.date = earlier.date, FALSE)
                END AS overlap
    FROM merging_reports AS later
    JOIN merging_reports AS earlier
      ON earlier.block = later.block AND earlier.run = later.run AND earlier.place < later.place
    WHERE later.undated OR later.day - earlier.day <= 6
)
SELECT block, run, later, earlier, near AND agree AND overlap AS joins,
       NOT (agree AND (near OR undated)) AS parts
FROM compared
WHERE (near AND agree AND overlap) OR NOT (agree AND (near OR undated))

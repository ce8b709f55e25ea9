-- Surnames alone that are no full name's are one person where office and state are one and no gap is over five years.
SELECT block, node, other FROM merging_same_roles
UNION ALL
SELECT block, place, before
FROM (
    SELECT single.block, single.place, single.year,
           lag(single.place) OVER (
               PARTITION BY single.block, single.state, single.office ORDER BY single.year, single.place
           ) AS before,
           lag(single.year) OVER (
               PARTITION BY single.block, single.state, single.office ORDER BY single.year, single.place
           ) AS year_before
    FROM merging_signatures AS single
    JOIN merging_persons AS person ON person.block = single.block AND person.node = single.place
    LEFT JOIN (
        SELECT DISTINCT person.block, person.label
        FROM merging_persons AS person
        JOIN merging_signatures AS whole ON whole.block = person.block AND whole.place = person.node
        WHERE whole.folded LIKE '% %'
    ) AS named ON named.block = person.block AND named.label = person.label
    WHERE single.kind = 'person' AND single.folded NOT LIKE '% %' AND single.state <> '' AND single.office <> ''
      AND named.label IS NULL
) AS chain
WHERE year - year_before <= 5

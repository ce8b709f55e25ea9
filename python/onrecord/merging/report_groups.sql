-- Reports are given to exchanges one after the other: a dated one to the first that it may join, one without a date to the
-- last, else to a new one. `numbers` holds the exchange of every report of the run that was given to one. Lists begin with
-- the place of their report, by which they are sorted.
WITH lists AS (
    SELECT report.block, report.run, report.place, report.undated,
           coalesce(array_agg(pair.earlier) FILTER (WHERE pair.joins), filter(sequence(1, 1), n -> FALSE)) AS joins,
           coalesce(array_agg(pair.earlier) FILTER (WHERE pair.parts), filter(sequence(1, 1), n -> FALSE)) AS parts
    FROM merging_reports AS report
    LEFT JOIN merging_report_pairs AS pair
      ON pair.block = report.block AND pair.run = report.run AND pair.later = report.place
    WHERE report.block IS NOT NULL
    GROUP BY report.block, report.run, report.place, report.undated
),
runs AS (
    SELECT block, run, array_sort(array_agg(concat(sequence(place, place), joins))) AS joins,
           array_sort(array_agg(concat(sequence(place, place), parts))) AS parts,
           max(CASE WHEN undated THEN 0 ELSE place END) AS dated
    FROM lists
    GROUP BY block, run
),
given AS (
    SELECT block, run, aggregate(
        sequence(1, size(joins)),
        filter(sequence(1, 1), n -> FALSE),
        (numbers, place) -> concat(numbers, transform(sequence(1, 1), one -> coalesce(
            abs(array_min(transform(
                filter(
                    transform(slice(element_at(joins, place), 2, size(joins)), other -> element_at(numbers, other)),
                    number -> NOT array_contains(
                        transform(slice(element_at(parts, place), 2, size(joins)), other -> element_at(numbers, other)),
                        number
                    )
                ),
                number -> CASE WHEN place <= dated THEN number ELSE -number END
            ))),
            coalesce(array_max(numbers), 0) + 1
        )))
    ) AS numbers
    FROM runs
)
SELECT block, run, place, element_at(numbers, place) AS number
FROM (SELECT block, run, numbers, explode(sequence(1, size(numbers))) AS place FROM given) AS places

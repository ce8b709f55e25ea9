-- One actor by name: whatever else than a person has one block; persons of one row of the tables; full names with one
-- state, or with none where all states given with the name are the same. Each is linked with itself, so that none is lost.
SELECT block, place AS node, CASE WHEN kind = 'person' THEN place ELSE 1 END AS other FROM merging_signatures
UNION ALL
SELECT block, place, min(place) OVER (PARTITION BY block, registry)
FROM merging_signatures WHERE kind = 'person' AND registry <> ''
UNION ALL
SELECT whole.block, whole.place,
       min(whole.place) OVER (
           PARTITION BY whole.block, whole.folded, CASE WHEN named.states < 2 THEN '' ELSE whole.state END
       )
FROM merging_signatures AS whole
JOIN (
    SELECT block, folded, count(DISTINCT nullif(state, '')) AS states FROM merging_signatures GROUP BY block, folded
) AS named ON named.block = whole.block AND named.folded = whole.folded
WHERE whole.kind = 'person' AND whole.folded LIKE '% %'

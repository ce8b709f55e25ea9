-- A surname alone is that of a full name where just one person of the name has its office of its state within five years.
SELECT block, node, other FROM merging_same_names
UNION ALL
SELECT single.block, single.place, min(person.label)
FROM merging_signatures AS single
JOIN merging_signatures AS whole
  ON whole.block = single.block AND whole.state = single.state AND whole.office = single.office
 AND abs(whole.year - single.year) <= 5
JOIN merging_persons AS person ON person.block = whole.block AND person.node = whole.place
WHERE single.kind = 'person' AND single.folded NOT LIKE '% %' AND single.state <> '' AND single.office <> ''
  AND whole.folded LIKE '% %'
GROUP BY single.block, single.place
HAVING count(DISTINCT person.label) = 1

-- What is linked, there and back. A union of a table with itself is what Spark 4.3 cannot plan here.
SELECT block, CASE WHEN way = 1 THEN node ELSE other END AS node, CASE WHEN way = 1 THEN other ELSE node END AS other
FROM (SELECT block, node, other, explode(sequence(1, 2)) AS way FROM merging_pairs) AS ways

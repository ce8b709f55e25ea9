-- A step towards the sets of what is linked: each node takes the least label around it, then the label of that label.
-- Repeated until nothing changes, which takes about as many steps as the longest chain of links has doublings.
WITH nearer AS (
    SELECT own.block, own.node, least(min(own.label), min(coalesce(beside.label, own.label))) AS label
    FROM merging_sets AS own
    LEFT JOIN merging_links AS link ON link.block = own.block AND link.node = own.node
    LEFT JOIN merging_sets AS beside ON beside.block = link.block AND beside.node = link.other
    GROUP BY own.block, own.node
)
SELECT nearer.block, nearer.node, least(nearer.label, above.label) AS label
FROM nearer
JOIN nearer AS above ON above.block = nearer.block AND above.node = nearer.label

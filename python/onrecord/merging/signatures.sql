-- How actors are known, each way once. Only those of one block are compared: persons of one surname, states of one code.
-- The first place of a block is that of a full name with a state, if there is one; it stands for those it is one with.
SELECT block, kind, name, iso3, registry, state, office, year, folded,
       row_number() OVER (
           PARTITION BY block
           ORDER BY folded NOT LIKE '% %', state = '', folded, name, kind, iso3, registry, state, office, year
       ) AS place
FROM (
    SELECT DISTINCT actor.block, actor.kind, actor.name, actor.iso3, actor.registry, actor.state, actor.office,
           actor.year, actor.folded
    FROM (SELECT explode(actors) AS actor FROM merging_keys) AS told
) AS known

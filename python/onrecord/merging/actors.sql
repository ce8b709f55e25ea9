-- The actors of documents with their identity across documents, the least 'document#actor', and the name they have there.
SELECT known.document, known.actor,
       min(concat(known.document, '#', known.actor)) OVER (PARTITION BY person.block, person.label) AS identity,
       first.name,
       coalesce(nullif(known.iso3, ''), nullif(known.state, ''), nullif(first.state, '')) AS state
FROM (
    SELECT document, actor.actor, actor.block, actor.kind, actor.name, actor.iso3, actor.registry, actor.state,
           actor.office, actor.year
    FROM (SELECT document, explode(actors) AS actor FROM merging_keys) AS told
) AS known
JOIN merging_signatures AS signature
  ON signature.block = known.block AND signature.kind = known.kind AND signature.name = known.name
 AND signature.iso3 = known.iso3 AND signature.registry = known.registry AND signature.state = known.state
 AND signature.office = known.office AND signature.year = known.year
JOIN merging_persons AS person ON person.block = signature.block AND person.node = signature.place
JOIN merging_signatures AS first ON first.block = person.block AND first.place = person.label

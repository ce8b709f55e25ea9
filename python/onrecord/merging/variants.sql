-- Wordings of one quotation: those of one band which share six tenths of all their words in the same order, or of which the
-- one is the other cut short. `places` says where each word of the one stands in the other, from behind; `ends` where the
-- best common sequence of each length ends at the earliest (Hunt and Szymanski 1977): it is as long as the longest.
WITH banded AS (
    SELECT wording, explode(bands) AS band FROM merging_wordings
),
pairs AS (
    SELECT DISTINCT one.wording AS node, other.wording AS other
    FROM banded AS one
    JOIN banded AS other ON other.band = one.band AND other.wording < one.wording
),
split_words AS (
    SELECT wording, slice(split(words, ' '), 1, 1000) AS words FROM merging_wordings
),
aligned AS (
    SELECT pairs.node, pairs.other, size(one.words) AS length, size(other.words) AS other_length,
           flatten(transform(one.words, word ->
               filter(sequence(size(other.words), 1, -1), place -> element_at(other.words, place) = word)
           )) AS places
    FROM pairs
    JOIN split_words AS one ON one.wording = pairs.node
    JOIN split_words AS other ON other.wording = pairs.other
),
shared AS (
    SELECT node, other, length, other_length, size(aggregate(
               places,
               filter(sequence(1, 1), n -> FALSE),
               (ends, place) -> concat(
                   filter(ends, before -> before < place),
                   sequence(place, place),
                   slice(filter(ends, behind -> behind >= place), 2, size(ends))
               )
           )) AS shared
    FROM aligned
)
SELECT '' AS block, node, other
FROM shared
WHERE 2 * shared >= CAST(0.6 AS DOUBLE) * (length + other_length)
   OR shared >= CAST(0.85 AS DOUBLE) * least(length, other_length)

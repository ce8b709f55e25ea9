-- Where documents differ about one exchange: what each says. Naming fewer recipients contradicts nobody.
WITH counts AS (
    SELECT identity, count(DISTINCT kind) AS kinds, count(DISTINCT date) AS dates, count(DISTINCT subject) AS subjects
    FROM merging_exchanges
    GROUP BY identity
),
sides AS (
    SELECT DISTINCT identity, parties FROM merging_exchanges
),
rivals AS (
    SELECT DISTINCT one.identity
    FROM sides AS one
    JOIN sides AS other ON other.identity = one.identity
    WHERE size(filter(one.parties, party -> NOT array_contains(other.parties, party))) > 0
      AND size(filter(other.parties, party -> NOT array_contains(one.parties, party))) > 0
)
SELECT document, exchange, 'kind' AS field, kind AS value
FROM merging_exchanges JOIN counts USING (identity) WHERE kinds > 1
UNION ALL
SELECT document, exchange, 'date', date
FROM merging_exchanges JOIN counts USING (identity) WHERE dates > 1 AND date IS NOT NULL
UNION ALL
SELECT document, exchange, 'subject', subject
FROM merging_exchanges JOIN counts USING (identity) WHERE subjects > 1 AND subject IS NOT NULL
UNION ALL
SELECT document, exchange, 'recipients', array_join(parties, ', ')
FROM merging_exchanges JOIN rivals USING (identity) WHERE size(parties) > 0

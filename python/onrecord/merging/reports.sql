-- Exchanges as documents report them. What lies over 30 days apart is never compared: a run ends there. In a run reports
-- without a date come last; the others are in the order of their days.
WITH told AS (
    SELECT document, date AS written, explode(exchanges) AS told FROM merging_keys
),
reports AS (
    SELECT document, written, told.exchange, concat(document, '#', told.exchange) AS name, told.kind, told.sender,
           told.date, told.date IS NULL AS undated, told.status, told.block, told.day, told.parties, told.subject
    FROM told
),
gaps AS (
    SELECT *, day - lag(day) OVER (PARTITION BY block ORDER BY day, name) AS gap FROM reports
),
runs AS (
    SELECT *, sum(CASE WHEN gap > 30 THEN 1 ELSE 0 END) OVER (
               PARTITION BY block ORDER BY day, name ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
           ) AS run
    FROM gaps
)
SELECT document, written, exchange, name, kind, sender, date, undated, status, block, day, parties, subject, run,
       row_number() OVER (PARTITION BY block, run ORDER BY undated, day, name) AS place
FROM runs

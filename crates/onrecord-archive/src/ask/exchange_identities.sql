-- Exchanges in which an answer may stay away and that one or several documents of a time report, by date. What else a filter asks
-- is looked at when their evidence is read; this can be told from indexes.
SELECT exchanges.identity
FROM exchanges
WHERE exchanges.kind NOT IN ('call', 'talks', 'visit', 'reply')
  AND (:from IS NULL AND :to IS NULL
       OR exchanges.document IN (SELECT key FROM documents WHERE date >= coalesce(:from, '') AND (:to IS NULL OR date <= :to)))
GROUP BY exchanges.identity
HAVING :documents < 2 OR min(exchanges.document) <> max(exchanges.document)
ORDER BY min(exchanges.date), exchanges.identity

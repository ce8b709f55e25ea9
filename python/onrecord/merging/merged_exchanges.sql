-- Exchanges across documents: kind and date of the first document that has them, the status of the last, all recipients.
SELECT identity, count(DISTINCT document) AS documents,
       min_by(kind, concat(coalesce(written, ''), ' ', document, '#', exchange)) AS kind,
       min_by(date, concat(coalesce(written, ''), ' ', document, '#', exchange)) FILTER (WHERE date IS NOT NULL) AS date,
       array_sort(array_distinct(flatten(array_agg(parties)))) AS parties,
       max_by(status, concat(coalesce(written, ''), ' ', document, '#', exchange)) AS status
FROM merging_exchanges
GROUP BY identity

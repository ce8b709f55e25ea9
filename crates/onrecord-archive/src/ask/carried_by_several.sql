-- Quotations that more than one agency carries.
SELECT wordings.identity
FROM wordings
JOIN statements ON statements.wording = wordings.key
JOIN documents ON documents.key = statements.document
GROUP BY wordings.identity
HAVING count(DISTINCT documents.agency) > 1
LIMIT ?1

-- Every report of every exchange: who says when, in which words, where the exchange stands.
SELECT documents.id AS document, documents.date, documents.agency, documents.key AS document_key,
       reports.statement, NULL AS start, NULL AS "end", NULL AS words, reports.spans,
       exchanges.evidence, exchanges.rule, exchanges.confidence,
       CASE WHEN statements.evidential IS NULL THEN 'own' ELSE 'attributed' END AS voice,
       sender.signature, sender.state, exchanges.subject_identity AS concept,
       exchanges.identity, exchanges.id AS exchange, exchanges.kind, exchanges.date AS sent, exchanges.parties,
       exchanges.status, exchanges.status_as_of, exchanges.expected_reply_words, exchanges.in_reply_to,
       sender.name AS sender, reporter.name AS reporter, reporter.state AS reporter_state
FROM exchanges
JOIN documents ON documents.key = exchanges.document
JOIN reports ON reports.document = exchanges.document AND reports.exchange = exchanges.id
LEFT JOIN statements ON statements.document = reports.document AND statements.id = reports.statement
LEFT JOIN named_actors AS sender
       ON sender.document = exchanges.document AND sender.id = coalesce(exchanges.sender_state, exchanges.sender)
LEFT JOIN named_actors AS reporter ON reporter.document = reports.document AND reporter.id = reports."by"
WHERE exchanges.identity IN (SELECT value FROM json_each(:identities))

-- Exchanges on which documents differ, with what each says.
SELECT documents.id AS document, documents.date, documents.agency, documents.key AS document_key,
       reports.statement, NULL AS start, NULL AS "end", NULL AS words, reports.spans,
       exchanges.evidence, exchanges.rule, exchanges.confidence, 'own' AS voice,
       sender.signature, sender.state, exchanges.subject_identity AS concept,
       exchanges.identity, exchanges.kind, sender.name AS sender, discrepancies.field, discrepancies.value
FROM discrepancies
JOIN exchanges ON exchanges.document = discrepancies.document AND exchanges.id = discrepancies.exchange
JOIN reports ON reports.document = exchanges.document AND reports.exchange = exchanges.id AND reports.position = 0
JOIN documents ON documents.key = exchanges.document
LEFT JOIN named_actors AS sender
       ON sender.document = exchanges.document AND sender.id = coalesce(exchanges.sender_state, exchanges.sender)
WHERE TRUE
AND exchanges.identity IN (SELECT value FROM json_each(:identities)) -- if :identities

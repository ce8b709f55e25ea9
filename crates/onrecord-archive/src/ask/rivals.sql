-- What other agencies report within three days of a date.
SELECT statements.content
FROM documents JOIN statements ON statements.document = documents.key
WHERE documents.date BETWEEN date(:day, '-3 days') AND date(:day, '+3 days')
  AND documents.agency IS NOT NULL AND documents.agency <> :agency

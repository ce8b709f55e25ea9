-- What other agencies report on a date that lies so many days from another.
SELECT statements.content
FROM documents JOIN statements ON statements.document = documents.key
WHERE documents.date = date(:day, :shift)
  AND documents.agency IS NOT NULL AND documents.agency <> :agency

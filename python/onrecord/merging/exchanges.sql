-- The exchanges of documents with their identity across documents: the least 'document#exchange'.
SELECT report.document, report.exchange,
       CASE WHEN report.block IS NULL THEN report.name
            ELSE min(report.name) OVER (PARTITION BY report.block, report.run, belongs.number) END AS identity,
       report.written, report.kind, report.sender, report.date, report.status, report.parties, report.subject
FROM merging_reports AS report
LEFT JOIN merging_report_groups AS belongs
  ON belongs.block = report.block AND belongs.run = report.run AND belongs.place = report.place

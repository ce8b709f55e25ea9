-- The quotations of documents with their identity across documents: the least wording that is one with theirs.
SELECT quoted.document, quoted.statement, quoted.wording, coalesce(variant.label, quoted.wording) AS quotation
FROM (
    SELECT document, quotation.statement, quotation.wording
    FROM (SELECT document, explode(quotations) AS quotation FROM merging_keys) AS told
) AS quoted
LEFT JOIN merging_variant_sets AS variant ON variant.node = quoted.wording

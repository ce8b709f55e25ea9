-- The wordings of quotations, each once. Bands are locality-sensitive hashes: near-duplicates have one in common.
SELECT wording, min(words) AS words, any_value(bands) AS bands
FROM (
    SELECT quotation.wording, quotation.words, quotation.bands
    FROM (SELECT explode(quotations) AS quotation FROM merging_keys) AS told
) AS quoted
GROUP BY wording

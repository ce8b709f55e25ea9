-- What an archive holds, in the order of the fields of Stats.
SELECT
    (SELECT count(*) FROM documents),
    (SELECT min(date) FROM documents),
    (SELECT max(date) FROM documents),
    (SELECT count(DISTINCT agency) FROM documents),
    (SELECT count(*) FROM statements),
    (SELECT count(DISTINCT identity) FROM signatures),
    (SELECT count(DISTINCT identity) FROM exchanges),
    (SELECT count(*) FROM reports),
    (SELECT count(DISTINCT identity) FROM events),
    (SELECT count(DISTINCT identity) FROM instruments),
    (SELECT count(DISTINCT identity) FROM concepts),
    (SELECT count(DISTINCT identity) FROM wordings),
    (SELECT count(*) FROM (
        SELECT 1 FROM statements JOIN wordings ON wordings.key = statements.wording
        GROUP BY wordings.identity HAVING count(DISTINCT statements.document) > 1)),
    (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size)

-- The signatures of every actor that a name or a code stands for.
WITH named AS (
    SELECT identity, kind, iso3 FROM signatures WHERE folded = ?2
    UNION SELECT identity, kind, iso3 FROM signatures WHERE block = 'state|' || ?1
    UNION SELECT identity, kind, iso3 FROM signatures
          WHERE block = 'person|' || ?2 AND NOT EXISTS (SELECT 1 FROM signatures WHERE folded = ?2 AND kind <> 'person'))
SELECT key FROM signatures WHERE identity IN (SELECT identity FROM named)
UNION
SELECT member.key FROM signatures AS speaker
JOIN signatures AS member ON member.identity = speaker.identity
WHERE speaker.state <> '' AND speaker.state IN (SELECT iso3 FROM named WHERE kind = 'state')

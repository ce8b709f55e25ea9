-- Who has answered an exchange: the senders of its replies.
SELECT DISTINCT (SELECT state FROM named_actors
                 WHERE document = reply.document AND id = coalesce(reply.sender_state, reply.sender)) AS answered_by
FROM exchanges AS answered
JOIN exchanges AS reply ON reply.document = answered.document AND reply.in_reply_to = answered.id
JOIN documents ON documents.key = reply.document
WHERE answered.identity = :exchange AND documents.date <= :as_of

-- name: InsertMessage :execrows
INSERT INTO message (id, event_id, account_id, event, urgent, application_id, visit_id, entry_id, facility_id, class_id, child_id, params, told_at, case_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (event_id, account_id) DO NOTHING;

-- name: Inbox :many
SELECT id, event, urgent, application_id, visit_id, entry_id, facility_id, class_id, child_id, params, told_at, seen_at, read_at, case_id
FROM message WHERE account_id = @account_id AND (CAST(@before AS TEXT) = '' OR id < @before) ORDER BY id DESC LIMIT @page;

-- name: CountUnread :one
SELECT COUNT(*) FROM message WHERE account_id = $1 AND read_at = 0;

-- name: SeeMessages :many
UPDATE message SET seen_at = @now WHERE account_id = @account_id AND id <= @newest AND id >= @oldest AND seen_at = 0
RETURNING application_id;

-- name: ReadMessage :execrows
UPDATE message SET read_at = @now, seen_at = CASE WHEN seen_at = 0 THEN CAST(@now AS BIGINT) ELSE seen_at END
WHERE id = @id AND account_id = @account_id AND read_at = 0;

-- name: OwnMessage :one
SELECT application_id, seen_at, read_at FROM message WHERE id = $1 AND account_id = $2;

-- name: ReadAllMessages :execrows
UPDATE message SET read_at = @now, seen_at = CASE WHEN seen_at = 0 THEN CAST(@now AS BIGINT) ELSE seen_at END
WHERE account_id = @account_id AND read_at = 0;

-- name: DeleteMessagesOf :execrows
DELETE FROM message WHERE account_id = $1;

-- name: DeleteOldMessages :execrows
DELETE FROM message WHERE told_at < @before OR account_id IN (SELECT a.id FROM account a WHERE a.erased_at > 0);

-- name: FamilyReaders :many
SELECT a.id FROM account a JOIN member m ON m.account_id = a.id WHERE m.family_id = $1 AND a.erased_at = 0 ORDER BY a.id;

-- name: FacilityReaders :many
SELECT id FROM account WHERE facility_id = $1 AND erased_at = 0 AND disabled_at = 0 ORDER BY id;

-- name: BureauReaders :many
SELECT id, area_code FROM account WHERE role = 'district' AND erased_at = 0 AND disabled_at = 0 ORDER BY id;

-- name: ReaderByID :one
SELECT a.id, a.role, a.locale, a.disabled_at, a.phone_sealed, a.wechat_sealed, CAST(COALESCE(m.family_id, '') AS TEXT) AS family_id,
  CAST(COALESCE(a.facility_id, '') AS TEXT) AS facility_id,
  (a.role <> 'guardian' OR EXISTS (SELECT 1 FROM consent c
    WHERE c.family_id = m.family_id AND c.purpose = 'messages' AND c.withdrawn_at = 0)) AS rings
FROM account a LEFT JOIN member m ON m.account_id = a.id WHERE a.id = $1 AND a.erased_at = 0;

-- name: InsertDelivery :execrows
INSERT INTO delivery (id, message_id, channel, state, due_at, created_at, phone_sealed) VALUES ($1, $2, $3, 'waiting', $4, $5, $6)
ON CONFLICT (message_id, channel) DO NOTHING;

-- name: ClaimDeliveries :many
UPDATE delivery SET holder = @holder, due_at = @until, attempts = attempts + 1
WHERE delivery.state = 'waiting' AND delivery.due_at <= @now AND delivery.id IN (
  SELECT d.id FROM delivery d WHERE d.state = 'waiting' AND d.due_at <= @now ORDER BY d.due_at, d.id LIMIT @page)
RETURNING id, message_id, channel, attempts, phone_sealed;

-- name: MessageOfDelivery :one
SELECT id, account_id, event, urgent, application_id, visit_id, entry_id, facility_id, class_id, child_id, params, told_at, seen_at, read_at, case_id
FROM message WHERE id = $1;

-- name: SentDelivery :execrows
UPDATE delivery SET state = 'sent', holder = '', phone_sealed = '', sent_at = @now, reference = @reference, last_error = ''
WHERE id = @id AND holder = @holder AND state = 'waiting';

-- name: PutOffDelivery :execrows
UPDATE delivery SET holder = '', due_at = @due_at, last_error = @last_error WHERE id = @id AND holder = @holder AND state = 'waiting';

-- name: FailDelivery :execrows
UPDATE delivery SET state = 'failed', holder = '', phone_sealed = '', last_error = @last_error WHERE id = @id AND holder = @holder AND state = 'waiting';

-- name: ReceiptOf :one
SELECT d.id, d.state, m.application_id, m.account_id FROM delivery d JOIN message m ON m.id = d.message_id
WHERE d.channel = $1 AND d.reference = $2;

-- name: DeliveredDelivery :execrows
UPDATE delivery SET state = 'delivered', delivered_at = @now WHERE id = @id AND state = 'sent';

-- name: UndeliveredDelivery :execrows
UPDATE delivery SET state = 'failed', last_error = @last_error WHERE id = @id AND state = 'sent';

-- name: DeliveriesOf :many
SELECT d.channel, d.state, d.created_at, d.sent_at, d.delivered_at, d.last_error FROM delivery d WHERE d.message_id = $1 ORDER BY d.channel;

-- name: BankSubscription :exec
INSERT INTO subscription (id, account_id, template, accepted_at) VALUES ($1, $2, $3, $4);

-- name: CountSubscriptions :one
SELECT COUNT(*) FROM subscription WHERE account_id = $1 AND template = $2 AND used_by = '';

-- name: TakeSubscription :execrows
UPDATE subscription SET used_by = @delivery_id WHERE subscription.id = (
  SELECT s.id FROM subscription s WHERE s.account_id = @account_id AND s.template = @template AND s.used_by = '' ORDER BY s.accepted_at, s.id LIMIT 1)
AND subscription.used_by = '';

-- name: DeleteSubscriptionsOf :execrows
DELETE FROM subscription WHERE account_id = $1;

-- name: CountNews :one
INSERT INTO news (audience, noun, n) VALUES ($1, '', 1) ON CONFLICT (audience, noun) DO UPDATE SET n = news.n + 1 RETURNING n;

-- name: SetNews :exec
INSERT INTO news (audience, noun, n) VALUES ($1, $2, $3) ON CONFLICT (audience, noun) DO UPDATE SET n = excluded.n;

-- name: News :many
SELECT noun, n FROM news WHERE audience = $1;

-- name: SkipDelivery :execrows
UPDATE delivery SET state = 'skipped', holder = '', phone_sealed = '' WHERE id = @id AND holder = @holder AND state = 'waiting';

-- name: ConcernedByApplication :one
SELECT family_id, facility_id FROM application WHERE id = $1;

-- name: ConcernedByVisit :one
SELECT family_id, facility_id FROM visit WHERE id = $1;

-- name: ConcernedByEntry :one
SELECT family_id, facility_id FROM entry WHERE id = $1;

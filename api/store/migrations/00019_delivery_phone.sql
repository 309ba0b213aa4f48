-- +goose Up
-- News of an account goes to the number it had when the thing was done, sealed: who takes an account over does not change who hears of it.
-- '': the number the account has when it is sent. Emptied when the delivery is over.
ALTER TABLE delivery ADD COLUMN phone_sealed TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE delivery DROP COLUMN phone_sealed;

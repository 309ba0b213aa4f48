-- What came to nothing, by age, for forgetting whose it was.

-- +goose Up
CREATE INDEX application_closed ON application (updated_at)
    WHERE state IN ('expired', 'lapsed', 'declined', 'rejected', 'withdrawn', 'revoked', 'superseded', 'no_show') AND child_id <> 'nobody';

-- +goose Down
DROP INDEX application_closed;

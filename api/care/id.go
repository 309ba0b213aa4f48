package care

import "github.com/google/uuid"

// FacilityID identifies a facility; a UUIDv7 in text.
type FacilityID string

// ClassID identifies a class of a facility; a UUIDv7 in text.
type ClassID string

// NewID returns a fresh UUIDv7 in text. Ids are made by the service before the write, so that a retry can reuse one.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

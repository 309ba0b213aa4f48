package care

// Code names one failure for programs. The list below is the whole list; the front end has a sentence for each.
type Code string

// Every code the service can answer with.
const (
	CodeInternal         Code = "internal"
	CodeInvalid          Code = "invalid_value"
	CodeTooLarge         Code = "too_large"
	CodeTooMany          Code = "too_many_requests"
	CodeNotFound         Code = "not_found"
	CodeMethod           Code = "method_not_allowed"
	CodeConflict         Code = "conflict"
	CodeUnavailable      Code = "unavailable"
	CodeTimeout          Code = "timeout"
	CodeNoCoordinates    Code = "needs_location"
	CodeBadCoordinates   Code = "bad_coordinates"
	CodeOutOfRange       Code = "out_of_range"
	CodeBadDate          Code = "bad_date"
	CodeBadCursor        Code = "bad_cursor"
	CodeAmbiguous        Code = "ambiguous_identity"
	CodeMissingColumn    Code = "missing_column"
	CodeDuplicate        Code = "duplicate_row"
	CodeNoStreetNearby   Code = "no_street_nearby"
	CodeNoRoute          Code = "no_route"
	CodeUnknownArea      Code = "unknown_area"
	CodeUnknownFormat    Code = "unknown_format"
	CodeDamaged          Code = "damaged_file"
	CodeAlreadyReported  Code = "already_reported"
	CodeNotPublic        Code = "not_public"
	CodeUnsafeSettings   Code = "unsafe_settings"
	CodeMigrationPending Code = "migration_pending"
)

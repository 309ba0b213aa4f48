package care

// Validate says what is wrong with a facility: nil, or the first of Problems.
func (f *Facility) Validate() error {
	if f.Name == "" {
		return Errorf(Invalid, CodeInvalid, "name", "a facility needs a name")
	}
	return nil
}

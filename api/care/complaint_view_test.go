package care

import (
	"reflect"
	"testing"
)

// TestFacilitySeesNoSteps: what a facility is shown is the same byte for byte whatever the complainant and the office have done since.
func TestFacilitySeesNoSteps(t *testing.T) {
	c := Case{ID: "c", Facility: "f", State: CaseInProgress, Version: 5, UpdatedAt: 1, Release: &CaseRelease{At: 9, Text: "有人反映通风不足。"}}
	before, _ := FacilitySees(c)
	c.Version, c.UpdatedAt = 8, 2 // a message of the complainant, an answer, a warning
	after, _ := FacilitySees(c)
	if !reflect.DeepEqual(before, after) {
		t.Errorf("it can count what others write: %+v, then %+v", before, after)
	}
	c.Release = &CaseRelease{At: 9, Text: "有人反映通风不足。", Answer: "已整改。", AnsweredAt: 10}
	if answered, _ := FacilitySees(c); answered.Version == before.Version {
		t.Error("its own answer is no other version")
	}
}

package casework_test

import (
	"fmt"
	"regexp"
	"strings"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
)

var uuids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)

// anonymised is a text without what names a family and its things, so that two can be compared byte by byte: ids in the order of their
// first appearance. Times stay as they are.
func anonymised(text string, family care.Actor, _ booking.View) string {
	text = strings.NewReplacer("child-"+string(family.Family), "CHILD", family.ID, "GUARDIAN", `"`+string(family.Family)+`"`, `"FAMILY"`).Replace(text)
	return inOrder(text)
}

// inOrder puts a number in place of every id, by first appearance.
func inOrder(text string) string {
	seen := map[string]string{}
	return uuids.ReplaceAllStringFunc(text, func(id string) string {
		if seen[id] == "" {
			seen[id] = fmt.Sprint("ID", len(seen)+1)
		}
		return seen[id]
	})
}

package server

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/care"
)

// access says who may call a route. Every route of people declares it; a route without one is open and changes nothing
// for anybody.
type access struct {
	roles []care.Role // nil: everybody, signed in or not
	demo  bool        // in demonstrations only
}

// Keys of Operation.Metadata.
const (
	accessMark = "access"
	largeMark  = "large" // takes a body larger than the others
)

// loginCookie holds the token of a login in a browser.
const loginCookie = "tuoyuquan_login"

// Who there is. What of it each may touch is decided by the services: another family's object answers 404.
var (
	families = []care.Role{care.ActorGuardian, care.ActorDelegate}
	staff    = []care.Role{care.ActorFacility}
	bureaus  = []care.Role{care.ActorDistrict, care.ActorCity}
	anybody  = []care.Role{
		care.ActorGuardian, care.ActorDelegate, care.ActorFacility, care.ActorDistrict, care.ActorCity, care.ActorInspector, care.ActorAdmin,
	}
)

// forRoles lets only these roles in.
func forRoles(roles []care.Role, op huma.Operation) huma.Operation {
	op.Security = []map[string][]string{{"cookie": {}}, {"bearer": {}}}
	op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound)
	return marked(op, access{roles: roles})
}

// open lets everybody in.
func open(op huma.Operation) huma.Operation { return marked(op, access{}) }

// demoOnly lets everybody in, in demonstrations; elsewhere there is no such route.
func demoOnly(op huma.Operation) huma.Operation {
	op.Errors = append(op.Errors, http.StatusNotFound)
	return marked(op, access{demo: true})
}

func marked(op huma.Operation, a access) huma.Operation {
	if op.Metadata == nil {
		op.Metadata = make(map[string]any)
	}
	op.Metadata[accessMark] = a
	op.Errors = append(op.Errors, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	if op.Method != http.MethodGet {
		op.Errors = append(op.Errors, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return op
}

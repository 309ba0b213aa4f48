package server

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/care"
)

const tagRegister = "register"

// registerRoutes are those of the public register: for everybody, without sign-in and without script.
func (s *Server) registerRoutes() {
	const tag = tagRegister
	register(s, open(care.MayReadPublic, get("list-register", "/api/v1/register", tag, "The public register", "Facilities that are filed, licensed, suspended or were cancelled.")), s.listRegister)
	register(s, open(care.MayReadPublic, get("list-register-changes", "/api/v1/register/changes", tag, "Its log of changes", "Filed, changed, suspended, open again, cancelled; the latest first.")), s.listRegisterChanges)
	register(s, open(care.MayReadPublic, get("list-register-files", "/api/v1/register/files", tag, "Its signed days", "")), s.listRegisterFiles)
	page := func(id, path, summary string) huma.Operation {
		return s.gives(get(id, path, tag, summary, "A page that needs no script."), "text/html", nil, http.StatusNotModified)
	}
	register(s, page("get-register-page", "/register", "The register as a page"), s.registerPage)
	register(s, page("get-register-changes-page", "/register/changes", "The log as a page"), s.registerChangesPage)
	register(s, page("get-register-notices-page", "/register/notices", "Filings that do not conform, with the reasons, as a page"), s.registerNoticesPage)
	register(s, page("get-register-files-page", "/register/files", "The signed days as a page"), s.registerFilesPage)
	register(s, s.gives(get("get-register-style", "/register/style.css", tag, "How the pages look", ""), "text/css", nil, http.StatusNotModified), s.registerStyleSheet)
	register(s, s.gives(get("get-register-csv", "/register.csv", tag, "The register as CSV", "UTF-8, for spreadsheets; no cell runs as a formula."), "text/csv", nil, http.StatusNotModified), s.registerCSV)
	register(s, s.gives(get("get-register-geojson", "/register.geojson", tag, "The register as GeoJSON", "Points are WGS-84."), "application/geo+json", nil, http.StatusNotModified), s.registerGeoJSON)
	register(s, s.gives(get("get-register-atom", "/register/atom.xml", tag, "The log as a feed", "Atom, the last 100 entries."), "application/atom+xml", nil, http.StatusNotModified), s.registerAtom)
	register(s, s.gives(get("get-register-file", "/register/files/{name}", tag, "A signed day, or its signature", "JSON lines, and 64 bytes of Ed25519 over them."), "application/jsonl application/octet-stream", nil, http.StatusNotModified, http.StatusNotFound), s.registerFile)
	register(s, s.gives(get("get-register-key", "/register/key.pem", tag, "The keys days are signed with", "PEM, the present one first."), "application/x-pem-file", nil, http.StatusNotModified, http.StatusNotFound), s.registerKey)
}

// superviseRoutes are a bureau's: the file of a facility, stopping it, accounts of staff, and the record.
func (s *Server) superviseRoutes() {
	const tag = tagBureau
	register(s, needs(care.MaySeeFile, get("get-facility-file", "/api/v1/bureau/facilities/{id}/file", tag, "Everything there is of a facility", "")), s.getFacilityFile)
	register(s, needs(care.MaySeeFile, get("list-facility-history", "/api/v1/bureau/facilities/{id}/history", tag, "What was ever written down of a facility", "The latest first.")),
		s.listFacilityHistory)
	register(s, needs(care.MaySupervise, creates(post("add-facility-record", "/api/v1/bureau/facilities/{id}/records", tag, "Write into the file of a facility",
		"Inspections, rechecks and notes; orders, warnings and fines by a bureau alone."))), s.addFacilityRecord)
	register(s, needs(care.MaySupervise, post("meet-facility-order", "/api/v1/bureau/records/{id}/met", tag, "An order was met", "", http.StatusConflict)), s.meetFacilityOrder)
	register(s, needs(care.MayPenalise, creates(post("grade-facility", "/api/v1/bureau/facilities/{id}/grades", tag, "Grade a facility by risk and credit", "", http.StatusConflict))), s.gradeFacility)

	register(s, needs(care.MayCloseFacility, get("list-closures", "/api/v1/bureau/closures", tag, "Facilities that are or were stopped", "")), s.listClosures)
	register(s, needs(care.MayCloseFacility, get("preview-closure", "/api/v1/bureau/facilities/{id}/closure/preview", tag, "Whom stopping a facility would concern",
		"Changes nothing.")), s.previewClosure)
	register(s, needs(care.MayCloseFacility, get("get-closure", "/api/v1/bureau/facilities/{id}/closure", tag, "The last closure, and what became of the children", "Names nobody.")), s.getClosure)
	register(s, needs(care.MayCloseFacility, post("close-facility", "/api/v1/bureau/facilities/{id}/closure", tag, "Suspend, close or open a facility again",
		"Places, visits, sessions and the filing are stopped as one act; families are told once and offered places nearby.", http.StatusConflict)), s.closeFacility)

	register(s, needs(care.MayManageStaff, get("list-staff", "/api/v1/bureau/staff", tag, "Accounts of staff", "Of one's own area, and of roles not above one's own.")), s.listStaff)
	register(s, needs(care.MayManageStaff, creates(post("appoint-staff", "/api/v1/bureau/staff", tag, "Invite somebody", "The invitation is told once.", http.StatusConflict))), s.appointStaff)
	register(s, needs(care.MayManageStaff, post("manage-staff", "/api/v1/bureau/staff/{account}/actions", tag, "Change, reset, close or open an account", "", http.StatusConflict)), s.manageStaff)

	register(s, needs(care.MayReadAudit, get("list-changes", "/api/v1/bureau/audit/changes", tag, "The record, row by row", "What tells of somebody who is protected is left out.")), s.listChanges)
	register(s, needs(care.MayReadAudit, post("check-audit", "/api/v1/bureau/audit/check", tag, "Go through the whole record now", "The chain, the published heads, every step of a complaint.")), s.checkAudit)
}

package server

import (
	"net/http"

	"tuoyuquan/api/care"
)

// filingRoutes are 网上提交及时办, for the facility and for the authority.
func (s *Server) filingRoutes() {
	const tag = tagFiling
	register(s, needs(care.MayFile, get("get-filing-desk", "/api/v1/facility/filing", tag, "Where the facility stands", "What it has, what it is at, what it may begin.")), s.getFilingDesk)
	register(s, needs(care.MayFile, creates(post("begin-filing", "/api/v1/facility/filing", tag, "Begin a filing, a change or an end",
		"One at a time. A change begins with what is filed, and its papers.", http.StatusConflict))), s.beginFiling)
	register(s, needs(care.MayFile, get("get-own-filing", "/api/v1/facility/filing/{id}", tag, "One of the facility's filings", "With what the checks find.")), s.getOwnFiling)
	register(s, needs(care.MayFile, send(http.MethodPut, "save-filing", "/api/v1/facility/filing/{id}", tag, "Keep a form as far as it is filled in", "", http.StatusConflict)), s.saveFiling)
	register(s, needs(care.MayFile, post("add-filing-paper", "/api/v1/facility/filing/{id}/papers", tag, "Add a paper", "A photo or PDF that was uploaded before.",
		http.StatusConflict)), s.addFilingPaper)
	register(s, needs(care.MayFile, send(http.MethodPut, "date-filing-paper", "/api/v1/facility/filing/{id}/papers/{paper}", tag, "From when until when a paper holds", "",
		http.StatusConflict)), s.dateFilingPaper)
	register(s, needs(care.MayFile, remove("remove-filing-paper", "/api/v1/facility/filing/{id}/papers/{paper}", tag, "Take a paper out", "", http.StatusConflict)), s.removeFilingPaper)
	register(s, needs(care.MayFile, s.gives(get("read-own-filing-paper", "/api/v1/facility/filing/{id}/papers/{paper}", tag, "A paper", ""), paperTypes, nil)), s.readFilingPaper)
	register(s, needs(care.MayFile, post("act-on-own-filing", "/api/v1/facility/filing/{id}/actions", tag, "Submit, or take back",
		"409 with the code says what is in the way.", http.StatusConflict)), s.actOnOwnFiling)
	register(s, needs(care.MayFile, get("get-term-reports", "/api/v1/facility/term-reports", tag, "The facility's reports of classes", "Kindergartens report each term (每学期).")), s.getTermReports)
	register(s, needs(care.MayFile, send(http.MethodPut, "report-term", "/api/v1/facility/term-reports/{term}", tag, "Report a term's classes", "", http.StatusConflict)), s.reportTerm)
	register(s, open(care.MayReadPublic, get("list-filing-notices", "/api/v1/filing-notices", tag, "Filings that do not conform", "Published with the reasons (向社会公开).")), s.listFilingNotices)
	s.filingDeskRoutes()
}

// filingDeskRoutes are the authority's.
func (s *Server) filingDeskRoutes() {
	const tag = tagFiling
	register(s, needs(care.MaySeeFilings, get("list-filings", "/api/v1/bureau/filings", tag, "The desk of filings", "The most pressing first.")), s.listFilings)
	register(s, needs(care.MaySeeFilings, get("get-filing", "/api/v1/bureau/filings/{id}", tag, "One filing", "With what is to be verified.")), s.getFiling)
	register(s, needs(care.MaySeeFilings, s.gives(get("read-filing-paper", "/api/v1/bureau/filings/{id}/papers/{paper}", tag, "A paper", "The look is logged."),
		paperTypes, nil)), s.readFilingPaper)
	register(s, needs(care.MayDecideFilings, post("check-filing", "/api/v1/bureau/filings/{id}/checks", tag, "Verify item by item", "", http.StatusConflict)), s.checkFiling)
	register(s, needs(care.MayDecideFilings, post("act-on-filing", "/api/v1/bureau/filings/{id}/actions", tag, "Receive, verify, grant, or find that it does not conform", "",
		http.StatusConflict)), s.actOnFiling)
	register(s, needs(care.MaySeeFilings, get("list-term-reports", "/api/v1/bureau/term-reports", tag, "Who is to report a term, and what came", "")), s.listTermReports)
	register(s, needs(care.MayDecideFilings, post("acknowledge-term-report", "/api/v1/bureau/term-reports/{id}/{term}/acknowledge", tag, "The bureau has seen a report", "",
		http.StatusConflict)), s.acknowledgeTerm)
	register(s, needs(care.MayKeepRegistrants, get("list-registrants", "/api/v1/bureau/registrants", tag, "Registered but not filed (已登记未备案)",
		"Registrars' lists against the register of facilities.")), s.listRegistrants)
	list := post("import-registrants", "/api/v1/bureau/registrants/import", tag, "Take a registrar's list in", "CSV or XLSX; the same list twice changes nothing.", http.StatusConflict)
	list.MaxBodyBytes = importLimit + 1
	list.Metadata = map[string]any{largeMark: true}
	register(s, needs(care.MayKeepRegistrants, list), s.importRegistrants)
	register(s, needs(care.MayKeepRegistrants, post("mark-registrant", "/api/v1/bureau/registrants/{id}/actions", tag, "Invite it to file, or say why it is no matter of filing", "",
		http.StatusConflict)), s.markRegistrant)
}

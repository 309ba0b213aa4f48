package server

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tuoyuquan/api/finder"
)

const (
	tagFind    = "find"
	tagMap     = "map"
	tagReport  = "report"
	tagService = "service"

	tagSession  = "session"
	tagFamily   = "family"
	tagBooking  = "booking"
	tagMessage  = "message"
	tagFacility = "facility"
	tagBureau   = "bureau"
	tagOwn      = "own" // what a facility keeps of itself

	tagComplaint = "complaint"
	tagCase      = "case"
	tagReview    = "review"
	tagPolicy    = "policy"
	tagCivic     = "open311"
	tagFiling    = "filing"
)

// Names of members are what they are: in other letters they would be checked as one thing and read as another.
func init() { huma.ValidateStrictCasing = true } //nolint:gochecknoinits // huma has no other place for it

// newAPI is huma without the parts that load from a CDN.
func (s *Server) newAPI() huma.API {
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	return huma.NewAPI(huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "托育圈 tuoyuquan", Version: s.o.Version,
				Description: "Filed childcare facilities (备案托育机构) for children under three within a walk, and whether they have room. " +
					"Points are [longitude, latitude]. Money is in fen unless a parameter says yuan. Times are RFC 3339 in Asia/Shanghai. " +
					"Unknown parameters and parameters given twice are refused with 422, so that a typing error never drops a filter. " +
					"Every failure is application/problem+json with a stable code.",
				License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Components: &huma.Components{Schemas: registry, SecuritySchemes: map[string]*huma.SecurityScheme{
				"cookie": {Type: "apiKey", In: "cookie", Name: loginCookie, Description: "Set by a sign-in in a browser; whatever changes something also needs X-Csrf-Token"},
				"bearer": {Type: "http", Scheme: "bearer", Description: "Told when a mini-program signs in"},
				"tracking": {
					Type: "apiKey", In: "header", Name: trackingCode, Description: "The tracking code of a complaint's receipt: opens that complaint, and nothing else",
				},
			}},
			Extensions: map[string]any{"x-codes": codeTexts()},
			Tags: []*huma.Tag{
				{Name: tagFind, Description: "Facilities, places and areas"},
				{Name: tagMap, Description: "What a map draws"},
				{Name: tagReport, Description: "What families tell"},
				{Name: tagService, Description: "The service itself"},
				{Name: tagSession, Description: "Who is signed in"},
				{Name: tagFamily, Description: "A family, its children, papers and consents"},
				{Name: tagBooking, Description: "Places, visits and sessions, for families"},
				{Name: tagMessage, Description: "What people are told"},
				{Name: tagFacility, Description: "The desk of a facility"},
				{Name: tagBureau, Description: "The desk of a bureau"},
				{Name: tagComplaint, Description: "Complaints (投诉举报), with or without saying who one is"},
				{Name: tagCase, Description: "The desk's side of complaints, and the facility's right to reply"},
				{Name: tagCivic, Description: "GeoReport v2 (Open311), read-mostly: what is of public interest, for software that others wrote"},
				{Name: tagStats, Description: "What a bureau is judged by, and where families have no room within a walk"},
				{Name: tagFiling, Description: "Filings (备案) and licences (许可): what a facility brings, what the authority decides, what is registered but not filed"},
				{Name: tagRegister, Description: "The public register of facilities: list, log of changes, signed days"},
				{Name: tagPolicy, Description: "Policy documents (托育政策查询), the rule table, and which support applies"},
				{Name: tagReview, Description: "What families say of facilities, and what was found there"},
			},
		},
		Formats:       huma.DefaultFormats,
		DefaultFormat: "application/json",
	}, adapter{s})
}

// get describes a GET route.
func get(id, path, tag, summary, description string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Description: description, Tags: []string{tag},
	}
}

// What files are, as people send them and as tables are made.
const (
	paperTypes    = "image/jpeg image/png image/webp application/pdf"
	evidenceTypes = paperTypes + " audio/* video/*"
	tableTypes    = "text/csv application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// gives says what a handler that writes by itself replies: one of the media types, which spaces part.
func (s *Server) gives(op huma.Operation, mediaTypes string, body reflect.Type, more ...int) huma.Operation {
	media := &huma.MediaType{}
	switch {
	case body != nil:
		media.Schema = s.api.OpenAPI().Components.Schemas.Schema(body, true, body.Name())
	case strings.HasSuffix(mediaTypes, "json"):
		media.Schema = &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
	default:
		media.Schema = &huma.Schema{Type: huma.TypeString}
	}
	content := make(map[string]*huma.MediaType)
	for _, mediaType := range strings.Fields(mediaTypes) {
		content[mediaType] = media
	}
	op.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: content}}
	for _, status := range more {
		switch status {
		case http.StatusNotModified:
			op.Responses["304"] = &huma.Response{Description: "Not changed since the version named in If-None-Match"}
		case http.StatusNoContent:
			op.Responses["204"] = &huma.Response{Description: "Nothing there"}
		default:
			op.Errors = append(op.Errors, status)
		}
	}
	op.Errors = append(op.Errors, http.StatusUnprocessableEntity, http.StatusServiceUnavailable)
	return op
}

// routes is every route there is.
func (s *Server) routes() {
	s.findRoutes()
	s.mapRoutes()
	s.serviceRoutes()
	s.sessionRoutes()
	s.familyRoutes()
	s.bookingRoutes()
	s.messageRoutes()
	s.hookRoutes()
	s.facilityRoutes()
	s.ownRoutes()
	s.bureauRoutes()
	s.complaintRoutes()
	s.caseRoutes()
	s.reviewRoutes()
	s.filingRoutes()
	s.civicRoutes()
	s.policyRoutes()
	s.registerRoutes()
	s.superviseRoutes()
	s.statsRoutes()
}

func (s *Server) findRoutes() {
	register(s, s.gives(get("list-facilities", "/api/v1/facilities", tagFind, "Facilities in reach with room",
		"Filed facilities by walking time along real streets, with free places for this child and how fresh that figure is. "+
			"Without near: by words, rectangle or area. An empty list says why and what to relax."),
		"application/json", reflect.TypeFor[finder.FacilityList]()), s.findFacilities)
	register(s, s.gives(get("get-facility", "/api/v1/facilities/{id}", tagFind, "One facility", "The whole public profile, with classes and free places by month."),
		"application/json", reflect.TypeFor[finder.FacilityDetail](), http.StatusNotModified, http.StatusNotFound), s.getFacility)
	register(s, get("suggest", "/api/v1/suggest", tagFind, "Complete words as they are typed", "Facilities, places and areas that the words may mean."), s.suggest)
	register(s, get("list-places", "/api/v1/places", tagFind, "Places to start a walk from", "Streets, estates, stations and known spots, by words or nearest first."), s.findPlaces)
	register(s, s.gives(get("list-areas", "/api/v1/areas", tagFind, "Administrative areas", "Districts and streets (街道) with what they hold."),
		"application/json", reflect.TypeFor[finder.AreaList](), http.StatusNotModified, http.StatusNotFound), s.listAreas)
	register(s, huma.Operation{
		OperationID: "report-vacancy", Method: http.MethodPost, Path: "/api/v1/facilities/{id}/vacancy-reports", Tags: []string{tagReport},
		Summary: "They told me it is full", DefaultStatus: http.StatusAccepted, MaxBodyBytes: 4 << 10,
		Description: "Lowers the trust in the figure until the facility confirms it. No account; one report a facility, day and network.",
		Errors: []int{
			http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge,
			http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusServiceUnavailable,
		},
	}, s.reportVacancy)
}

func (s *Server) mapRoutes() {
	register(s, get("list-clusters", "/api/v1/clusters", tagMap, "Clusters of facilities in a viewport",
		"Facilities by cells of a fixed grid, with free places; the same filters as the list. bbox is needed."), s.findClusters)
	register(s, s.gives(get("get-circle", "/api/v1/circle", tagMap, "The ground within a walk", "A GeoJSON Feature for the eye; who is in reach is decided by the list, on the streets."),
		"application/geo+json", reflect.TypeFor[Feature[CircleProperties]]()), s.drawCircle)
	register(s, s.gives(get("get-route", "/api/v1/route", tagMap, "The walk to a facility", "A GeoJSON Feature with the line and its minutes."),
		"application/geo+json", reflect.TypeFor[Feature[RouteProperties]](), http.StatusNotFound, http.StatusConflict), s.findRoute)
	register(s, s.gives(get("get-tile", "/api/v1/tiles/{z}/{x}/{y}.mvt", tagMap, "A vector tile of the basemap", "Mapbox Vector Tile with layers street, water, green, building, rail, label, boundary."),
		tileType, nil, http.StatusNoContent, http.StatusNotModified, http.StatusNotFound), s.getTile)
	provided := s.gives(get("get-basemap", "/api/v1/basemap/{layer}/{z}/{x}/{y}", tagMap, "A tile of the licensed map",
		"A picture from the map provider of the settings, fetched by this service: browsers ask nobody else. 404 when the service draws its own map, "+
			"502 or 503 when the provider gives none."), "image/png", nil, http.StatusNotModified, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests, http.StatusBadGateway)
	provided.Metadata = map[string]any{ownLimitMark: true}
	register(s, provided, s.getBasemap)
	stream := s.gives(get("stream-vacancies", "/api/v1/stream", tagMap, "Vacancy changes as they happen",
		"Server-sent events: vacancy with a VacancyEvent, reset when the list must be loaded again. Ids are change numbers."),
		"text/event-stream", reflect.TypeFor[finder.VacancyEvent]())
	stream.Metadata = map[string]any{streamMark: true}
	register(s, stream, s.streamVacancies)
}

func (s *Server) serviceRoutes() {
	register(s, get("get-meta", "/api/v1/meta", tagService, "What this service is", "City, extent, attribution, basemap, limits."), s.getMeta)
	register(s, get("get-health", "/healthz", tagService, "The process answers", ""), s.getHealth)
	register(s, get("get-ready", "/readyz", tagService, "The service can answer truthfully", "503 while data are read, when the database is away, or when the snapshot is behind."), s.getReady)
	register(s, s.gives(get("get-metrics", "/metrics", tagService, "Metrics for Prometheus", ""), "text/plain", nil), s.getMetrics)
	register(s, s.gives(get("get-openapi", "/openapi.json", tagService, "This document", ""), "application/openapi+json", nil, http.StatusNotModified), s.getOpenAPI)
	home := s.gives(get("get-home", "/", tagService, "The parents' app", "A welcome page when the service was built without the app."), "text/html", nil, http.StatusNotModified)
	home.Metadata = map[string]any{anyQueryMark: true}
	register(s, home, s.home)
	register(s, s.gives(get("get-docs", "/docs", tagService, "These pages", ""), "text/html", nil, http.StatusNotModified), s.page("docs.html"))
	register(s, s.gives(get("get-docs-file", "/docs/{file}", tagService, "A part of these pages", ""), "text/plain", nil, http.StatusNotModified, http.StatusNotFound), s.docsFile)
}

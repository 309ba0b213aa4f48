package open311

import "tuoyuquan/api/care"

const specification = "http://wiki.open311.org/GeoReport_v2"

// Discovery tells where the endpoints are. base is the address of the service, without a slash at its end.
func (s *Service) Discovery(base string) Document {
	changed := moment(care.InstantOf(s.Changeset))
	formats := []string{"text/xml", "application/json"}
	return discovery{
		Changeset: changed, Contact: s.Contact, KeyService: s.KeyService,
		Endpoints: []endpoint{
			{Specification: specification, URL: base + "/open311/v2", Changeset: changed, Type: "production", Formats: formats},
			{Specification: specification, URL: base + "/open311/test/v2", Changeset: changed, Type: "test", Formats: formats},
		},
	}
}

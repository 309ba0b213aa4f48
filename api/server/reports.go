package server

import (
	"context"
	"time"

	"tuoyuquan/api/care"
)

// reportInput is what somebody was told.
type reportInput struct {
	ID   string `path:"id" maxLength:"64" doc:"Id of the facility"`
	Body struct {
		Told  string `json:"told" enum:"full" doc:"What the facility said: full, there is no room"`
		Class string `json:"class_id,omitempty" maxLength:"64" doc:"Only for this class; absent: for the facility"`
	}
}

type reportOutput struct {
	Body struct {
		Thanks string `json:"thanks" doc:"What happens now, in the language asked for"`
	}
}

// reportVacancy takes "they told me it is full". It needs no account: networks are told apart by a keyed hash, and each
// counts once a facility until it confirms its figure.
func (s *Server) reportVacancy(ctx context.Context, in *reportInput) (*reportOutput, error) {
	info := infoOf(ctx)
	now := care.InstantOf(s.Now())
	id := care.FacilityID(in.ID)
	if !s.Finder.Public(id) {
		return nil, care.Errorf(care.NotFound, care.CodeNotFound, "id", "no such facility is public")
	}
	if refused := s.allow(ctx, "report:"+s.allowanceKey(info.client, care.Today(now)), s.o.ReportsPerDay, 24*time.Hour); refused != nil {
		return nil, refused
	}
	actor := care.Actor{Kind: care.ActorAnonymous, ID: s.reporterKey(info.client, id)}
	if err := s.Store.ReportVacancy(ctx, actor, now, id, care.ClassID(in.Body.Class)); err != nil {
		return nil, err
	}
	s.metrics.reports.Inc()
	out := &reportOutput{}
	out.Body.Thanks = "Thank you. When others report the same, the figure is marked as doubtful until the facility confirms it."
	if info.chinese {
		out.Body.Thanks = "谢谢！如有其他家庭也反馈已满，该数字会被标为存疑，直到机构重新确认。"
	}
	return out, nil
}

package server

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
)

func (s *Server) listReleases(ctx context.Context, _ *struct{}) (*answer[FacilityComplaintList], error) {
	list, err := s.Casework.FacilityCases(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return &answer[FacilityComplaintList]{FacilityComplaintList{each(list, facilityComplaint)}}, nil
}

func (s *Server) answerRelease(ctx context.Context, in *releaseAnswerInput) (*answer[FacilityComplaint], error) {
	r, err := s.Casework.AnswerRelease(ctx, actorOf(ctx), care.CaseID(in.ID), in.Body.Text, in.Body.Version)
	if err != nil {
		return nil, err
	}
	return &answer[FacilityComplaint]{facilityComplaint(r)}, nil
}

// facilityComplaint renders what a facility is shown: what care's view for facilities holds, and nothing besides.
func facilityComplaint(r casework.Release) FacilityComplaint {
	return FacilityComplaint{
		ID: string(r.Case), Category: string(r.Category), Summary: r.Text, ReleasedAt: maybeStamp(r.ReleasedAt), Office: officeOf(r.Office),
		Due: maybeStamp(r.AnswerBy), CanAnswer: r.CanAnswer, Answer: facilityAnswer(r.Answer, r.AnsweredAt),
		Findings: each(r.Result, func(f care.CaseFinding) ComplaintFinding { return findingOf(f, nil) }), Measures: each(r.Measures, measureOf), Version: r.Version,
	}
}

func (s *Server) previewRelease(ctx context.Context, in *previewInput) (*answer[CasePreview], error) {
	p, err := s.Casework.Preview(ctx, actorOf(ctx), care.CaseID(in.ID), in.Body.Summary)
	if err != nil {
		return nil, err
	}
	return &answer[CasePreview]{CasePreview{
		FacilitySees: facilityComplaint(casework.Release{FacilityView: p.Sees}),
		Warnings: each(p.Warnings, func(code string) CaseWarning {
			t := previewWarnings[code]
			if infoOf(ctx).chinese {
				return CaseWarning{Code: code, Text: t.zh}
			}
			return CaseWarning{Code: code, Text: t.en}
		}),
	}}, nil
}

// previewWarnings say what in a summary may tell who complained.
var previewWarnings = map[string]text{
	casework.WarnSmallFacility: {zh: "这家机构孩子很少，任何细节都可能让人认出是哪一家。", en: "Few children are here: any detail may tell which family it is."},
	casework.WarnName:          {zh: "出现了姓名或亲属称呼，请改成“一位家长”。", en: "There is a name, or who somebody is to a child; say “a parent”."},
	casework.WarnPhone:         {zh: "出现了电话号码，请删去。", en: "There is a telephone number; leave it out."},
	casework.WarnIDNumber:      {zh: "出现了证件号码，请删去。", en: "There is an id number; leave it out."},
	casework.WarnChild:         {zh: "出现了孩子的月龄、性别或生日，请删去。", en: "Age, sex or birthday of a child are there; leave them out."},
	casework.WarnDate:          {zh: "写了具体日期或时刻，请改成“近期”。", en: "There is a day or an hour; say “recently”."},
	casework.WarnAddress:       {zh: "出现了住址，请删去。", en: "There is where somebody lives; leave it out."},
	casework.WarnQuote:         {zh: "照抄了投诉人的原话，请换一种说法。", en: "These are the complainant's own words; say it in yours."},
}

package server

import (
	"context"
	"slices"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/notify"
)

// complaintOf renders a complaint for whoever made it.
func (s *Server) complaintOf(ctx context.Context, v casework.ComplaintView) Complaint {
	out := Complaint{
		ID: string(v.ID), ReceiptNo: v.ReceiptNo, Category: string(v.Category), Facility: caseFacility(v.Facility), PlaceName: v.PlaceName, HappenedOn: maybeDate(v.HappenedOn), Text: v.Text,
		Wants: v.Wants, Anonymous: v.Anonymous, CreatedAt: stamp(v.CreatedAt), State: string(v.State), Public: publicState(v.Open),
		Sentence: stateSentence(v.State, infoOf(ctx).chinese), Office: officeOf(v.Office), Clocks: each(v.Clocks, s.clockOf), Timeline: each(v.Timeline, stepOf),
		Messages: each(v.Messages, messageOf), Evidence: each(v.Evidence, evidenceOf), Wanted: each(v.Missing, reasonIn(ctx)), WantedText: v.MissingAs,
		Actions: ownActions(v.Actions), Looks: []IdentityLook{}, Version: v.Version,
	}
	if v.Reason != "" {
		out.Refused = &ComplaintRefusal{Reason: reasonIn(ctx)(v.Reason), GoTo: string(v.GoTo)}
	}
	if v.RepliedAt != 0 {
		out.Reply = &ComplaintReply{
			At: stamp(v.RepliedAt), Text: v.Reply, Findings: each(v.Findings, func(f care.CaseFinding) ComplaintFinding { return findingOf(f, nil) }),
			Measures: each(v.Measures, measureOf),
		}
	}
	out.Survey = surveyOf(v.Survey)
	if v.SurveyBy != 0 {
		if out.Survey == nil {
			out.Survey = &ComplaintSurvey{}
		}
		out.Survey.Until = stamp(v.SurveyBy)
	}
	out.SecondLook = secondLookOf(v.SecondLook)
	return out
}

// wholeComplaint is a complaint with what only its own page shows.
func (s *Server) wholeComplaint(ctx context.Context, v casework.ComplaintView, err error) (*answer[Complaint], error) {
	if err != nil {
		return nil, err
	}
	looks, err := s.Casework.Looks(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	out := s.complaintOf(ctx, v)
	out.Looks = each(looks, lookOf)
	return &answer[Complaint]{out}, nil
}

func reasonIn(ctx context.Context) func(care.ReasonCode) Reason {
	return func(r care.ReasonCode) Reason {
		return Reason{Code: r, Text: notify.ReasonText(r, !infoOf(ctx).chinese)}
	}
}

func caseFacility(f *casework.FacilityRef) *FacilityRef {
	if f == nil {
		return nil
	}
	return &FacilityRef{ID: f.ID, Name: f.Name}
}

func publicState(open bool) string {
	if open {
		return "open"
	}
	return "closed"
}

func officeOf(o casework.Office) Office { return Office{Name: o.Name, Phone: o.Phone} }

// clockOf renders a time limit as it stands now.
func (s *Server) clockOf(c care.Clock) ComplaintClock {
	now := care.InstantOf(s.Now())
	return ComplaintClock{
		Kind: string(c.Kind), Start: stamp(c.Start), Due: stamp(c.Due), Length: c.Length, Unit: string(c.Unit), Paused: c.Running() && c.Paused(),
		Provisional: c.Provisional, Overdue: c.Overdue(now), Share: c.Share(now), Met: c.Met, Stopped: maybeStamp(c.Stopped),
	}
}

func stepOf(t care.TimelineStep) ComplaintStep {
	rule, _ := care.CaseEdgeRuleOf(t.Step)
	by := map[care.CaseSide]string{care.SideComplainant: "you", care.SideFacility: "facility", care.SideSystem: "system", care.SideOffice: "office"}[t.By]
	return ComplaintStep{At: stamp(t.At), Step: string(rule.Action), Edge: string(t.Step), By: by, Note: t.Note}
}

func messageOf(m casework.Message) ComplaintMessage {
	return ComplaintMessage{ID: m.ID, At: stamp(m.At), From: m.From, Text: m.Text}
}

func evidenceOf(e casework.EvidenceView) ComplaintEvidence {
	return ComplaintEvidence{ID: string(e.ID), Kind: e.Kind, Name: e.Name, State: e.State, Bytes: e.Bytes, Original: e.Original}
}

func lookOf(l casework.Look) IdentityLook {
	return IdentityLook{At: stamp(l.At), Purpose: string(l.Purpose)}
}

func findingOf(f care.CaseFinding, allegations []care.Allegation) ComplaintFinding {
	out := ComplaintFinding{Allegation: f.Allegation, Result: string(f.Result)}
	if i := slices.IndexFunc(allegations, func(a care.Allegation) bool { return a.N == f.Allegation }); i >= 0 {
		out.Category = string(allegations[i].Category)
	}
	return out
}

func measureOf(m care.CaseMeasure) ComplaintMeasure {
	return ComplaintMeasure{Code: string(m.Code), By: maybeDate(m.By)}
}

func surveyOf(a *care.CaseAnswers) *ComplaintSurvey {
	if a == nil {
		return nil
	}
	return &ComplaintSurvey{At: maybeStamp(a.At), Contacted: yesNo(a.Contacted), Solved: yesNo(a.Solved), Satisfied: yesNo(a.Satisfied), Rating: a.Rating}
}

func secondLookOf(l *care.CaseSecondLook) *SecondLook {
	if l == nil {
		return nil
	}
	return &SecondLook{Asked: stamp(l.AskedAt), Answer: string(l.Answer)}
}

// yesNo is a yes, a no, or nothing.
func yesNo[T ~string](a T) *bool {
	if a == "" {
		return nil
	}
	yes := strings.EqualFold(string(a), "yes")
	return &yes
}

// stateSentence says in plain words where a complaint stands.
func stateSentence(state care.CaseState, chinese bool) string {
	t := stateSentences[state]
	if chinese {
		return t[0]
	}
	return t[1]
}

var stateSentences = map[care.CaseState][2]string{
	care.CaseReceived:        {"我们收到了，受理人员正在看。", "We have it; somebody is reading it."},
	care.CaseNeedsInfo:       {"还需要您补充一些情况，补充前时间暂停计算。", "Something is missing; the time stands still until you add it."},
	care.CaseNotAccepted:     {"这件事不能在这里受理，原因和该找的部门见下面。", "This cannot be taken on here; see below why, and who does it."},
	care.CaseAccepted:        {"已受理，正在确定由哪个单位承办。", "Accepted; the office that handles it is being named."},
	care.CaseAssigned:        {"已转给承办单位，等待签收。", "With the office that handles it; somebody is about to sign for it."},
	care.CaseReturnRequested: {"承办单位认为应由其他单位办理，正在确认，时间照算。", "The office says another one should handle it; this is being decided, and the time runs on."},
	care.CaseInProgress:      {"正在办理。", "Being looked into."},
	care.CaseTransferred:     {"已移送有关部门，结果仍由我们答复您。", "Handed to another authority; we still owe you the answer."},
	care.CaseSuspended:       {"经批准暂停办理，原因见下面。", "Put on hold, with approval; see below why."},
	care.CaseReplyReview:     {"已有答复，正在由另一人审核。", "There is a reply; a second person is checking it."},
	care.CaseReplied:         {"已答复，请看处理结果。", "Answered; please read the reply."},
	care.CaseFollowUp:        {"正在回访，请告诉我们办得怎么样。", "You will be called back; tell us how it went."},
	care.CaseReopened:        {"已重新办理，由另一位人员负责。", "Opened again, with another handler."},
	care.CaseClosed:          {"已办结。", "Closed."},
	care.CaseMerged:          {"正在办理。", "Being looked into."},
	care.CaseWithdrawn:       {"您已撤回。", "You have withdrawn it."},
}

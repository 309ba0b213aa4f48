package care

import "time"

// PaperKind is a kind of admission paper.
type PaperKind string

// The papers a child is admitted with.
const (
	PaperHealth      PaperKind = "health_check" // 儿童入园（所）健康检查表
	PaperVaccination PaperKind = "vaccination"  // 预防接种证查验
)

// Paper is a record of an admission paper; the scan is optional.
type Paper struct {
	ID       PaperID   `json:"id"`
	ChildID  ChildID   `json:"child_id"`
	Kind     PaperKind `json:"kind"`
	ExamDate Date      `json:"exam_date"`
	IssuedBy string    `json:"issued_by,omitempty"`
	Scan     string    `json:"-"` // key in the blob store; "" when there is none
	ScanType string    `json:"-"`

	CreatedAt Instant `json:"created_at"`
	UpdatedAt Instant `json:"updated_at"`
}

// PaperStatus is what a paper is worth on a day.
type PaperStatus string

// The worth of a paper.
const (
	PaperValid   PaperStatus = "valid"
	PaperExpired PaperStatus = "expired" // older than the region allows on that day
	PaperMissing PaperStatus = "missing"
	PaperDue     PaperStatus = "due" // missing, but there is time until the day beside it
)

// PaperTerms are the numbers papers turn on.
type PaperTerms struct {
	ExamDays    int // a health check is valid this many days; 0: the region has no such rule
	VaccineDays int // days after the start within which the vaccination certificate must be checked
}

// PaperTerms returns the numbers for an area on a day. Where no rule says how long a health check lasts, none is made up.
func (r *Rules) PaperTerms(area string, on Date) PaperTerms {
	t := PaperTerms{VaccineDays: 30}
	if v, ok := r.Int(RuleExamValid, area, on); ok && v > 0 {
		t.ExamDays = v
	}
	if v, ok := r.Int(RuleVaccinationCheck, area, on); ok && v > 0 {
		t.VaccineDays = v
	}
	return t
}

// StatusOn says what a paper is worth on the first day of care, and until when it lasts; the day is zero when no rule ends it.
func (p Paper) StatusOn(start Date, t PaperTerms) (PaperStatus, Date) {
	if p.Kind != PaperHealth || t.ExamDays == 0 {
		return PaperValid, Date{}
	}
	last := p.ExamDate.AddDays(t.ExamDays)
	if last.Before(start) {
		return PaperExpired, last
	}
	return PaperValid, last
}

// PaperFor returns the best paper of a kind for a start and what it is worth then. A missing vaccination check is due: the
// law gives time after the start, and no place hangs on it.
func PaperFor(papers []Paper, kind PaperKind, start Date, t PaperTerms) (Paper, PaperStatus, Date) {
	var best Paper
	for _, p := range papers {
		if p.Kind == kind && (best.ID == "" || best.ExamDate.Before(p.ExamDate)) {
			best = p
		}
	}
	switch {
	case best.ID != "":
		status, until := best.StatusOn(start, t)
		return best, status, until
	case kind == PaperVaccination && !start.IsZero():
		return best, PaperDue, start.AddDays(t.VaccineDays)
	default:
		return best, PaperMissing, Date{}
	}
}

// PapersInOrder reports whether nothing that admission needs is missing or too old on the first day: a valid health check.
func PapersInOrder(papers []Paper, start Date, t PaperTerms) bool {
	_, status, _ := PaperFor(papers, PaperHealth, start, t)
	return status == PaperValid
}

// CheckPaper says what is wrong with a paper: its kind must be known, and its date no later than today nor before the child was born.
func CheckPaper(p Paper, birth, today Date) error {
	switch {
	case p.Kind != PaperHealth && p.Kind != PaperVaccination:
		return Errorf(Invalid, CodeInvalid, "kind", "%q is not a kind of paper", Clip(string(p.Kind)))
	case p.ExamDate.IsZero():
		return Errorf(Invalid, CodeBadDate, "exam_date", "a paper needs the date it was made")
	case today.Before(p.ExamDate):
		return Errorf(Invalid, CodeBadDate, "exam_date", "the paper is dated %s, which has not come yet", p.ExamDate)
	case p.ExamDate.Before(birth):
		return Errorf(Invalid, CodeBadDate, "exam_date", "the paper is dated %s, before the child was born", p.ExamDate)
	case len([]rune(p.IssuedBy)) > 100:
		return Errorf(Invalid, CodeTooLarge, "issued_by", "the name of who made the paper is longer than 100 characters")
	default:
		return nil
	}
}

// RecheckBy is the day by which doses missing at the first check must be checked again: the end of the year of the start.
func RecheckBy(start Date) Date { return Date{start.Year, int8(time.December), 31} }

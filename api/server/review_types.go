package server

// ReviewScores are what a family says of a facility, each 1 to 5.
type ReviewScores struct {
	Safety        int `json:"safety" minimum:"1" maximum:"5"`
	Care          int `json:"care" minimum:"1" maximum:"5"`
	Food          int `json:"food" minimum:"1" maximum:"5"`
	Communication int `json:"communication" minimum:"1" maximum:"5"`
	Value         int `json:"value" minimum:"1" maximum:"5"`
}

// ReviewList is what families say of a facility.
type ReviewList struct {
	Summary ReviewSummary `json:"summary"`
	Reviews []Review      `json:"reviews" nullable:"false" doc:"Newest first"`
}

// ReviewSummary is all of them together.
type ReviewSummary struct {
	Count  int            `json:"count"`
	Scores *ReviewAverage `json:"scores,omitempty" doc:"Absent when there are too few"`
}

// ReviewAverage is the mean of each score.
type ReviewAverage struct {
	Safety        float64 `json:"safety"`
	Care          float64 `json:"care"`
	Food          float64 `json:"food"`
	Communication float64 `json:"communication"`
	Value         float64 `json:"value"`
}

// Review is what one family says, without who it is.
type Review struct {
	ID     string        `json:"id"`
	Month  string        `json:"month" doc:"YYYY-MM"`
	Basis  string        `json:"basis" enum:"enrolment,visit"`
	Scores ReviewScores  `json:"scores"`
	Text   string        `json:"text,omitempty"`
	Answer *ReviewAnswer `json:"answer,omitempty"`
}

// ReviewAnswer is what the facility says to it.
type ReviewAnswer struct {
	Month string `json:"month" doc:"YYYY-MM"`
	Text  string `json:"text"`
}

// ReviewInput is what a family says of a facility.
type ReviewInput struct {
	Scores ReviewScores `json:"scores"`
	Text   string       `json:"text,omitempty" maxLength:"300"`
}

// myReviewInput is the review of whoever asks.
type myReviewInput struct {
	FacilityPath
	Body ReviewInput
}

// MyReview is the review of whoever asks.
type MyReview struct {
	May    bool          `json:"may" doc:"true: the family has an enrolment or has visited, and may review"`
	Basis  string        `json:"basis,omitempty" enum:"enrolment,visit"`
	ID     string        `json:"id,omitempty"`
	State  string        `json:"state,omitempty" enum:"pending,published,refused,hidden"`
	Reason *Reason       `json:"reason,omitempty" doc:"Why it is not shown"`
	Scores *ReviewScores `json:"scores,omitempty"`
	Text   string        `json:"text,omitempty"`
	Answer *ReviewAnswer `json:"answer,omitempty"`
}

// StaffReviewList is the reviews a facility or a bureau sees.
type StaffReviewList struct {
	Reviews []StaffReview `json:"reviews" nullable:"false"`
}

// StaffReview is a review as a facility or a bureau sees it, without who wrote it.
type StaffReview struct {
	Review
	Facility *FacilityRef `json:"facility,omitempty"`
	State    string       `json:"state" enum:"pending,published,refused,hidden"`
	Reason   *Reason      `json:"reason,omitempty"`
}

// waitingInput asks for reviews a bureau answers for.
type waitingInput struct {
	Read bool `query:"read" doc:"true: those that somebody has read; false: those nobody has read yet"`
}

// ReviewPath names a review.
type ReviewPath struct {
	ID string `path:"id" maxLength:"64" doc:"Id of the review"`
}

// reviewAnswerInput is what a facility says to a review.
type reviewAnswerInput struct {
	ReviewPath
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"300"`
	}
}

// reviewActInput moderates a review.
type reviewActInput struct {
	ReviewPath
	Body struct {
		Action string `json:"action" enum:"publish,refuse,hide"`
		Reason string `json:"reason,omitempty" maxLength:"40" doc:"From the public list; needed to refuse or hide"`
	}
}

// FindingList is what was found at a facility, for the time it is shown.
type FindingList struct {
	Findings []Finding `json:"findings" nullable:"false"`
}

// Finding is something that was substantiated.
type Finding struct {
	Category string             `json:"category"`
	Result   string             `json:"result" enum:"substantiated,partly"`
	Measures []ComplaintMeasure `json:"measures" nullable:"false"`
	From     string             `json:"from" format:"date"`
	Until    string             `json:"until" format:"date"`
	Answer   *FindingAnswer     `json:"answer,omitempty"`
}

// FindingAnswer is what the facility says to it.
type FindingAnswer struct {
	Text string `json:"text"`
}

// AuditHead is the head of the log of every decision, as it was published.
type AuditHead struct {
	Seq  int64  `json:"seq" doc:"Number of the last entry"`
	Hash string `json:"hash" doc:"SHA-256 over it and everything before"`
	At   string `json:"at" format:"date-time"`
}

// AuditState is the head as it is now, and when it was last proven.
type AuditState struct {
	Head       AuditHead  `json:"head"`
	Published  *AuditHead `json:"published,omitempty" doc:"The last published one"`
	VerifiedAt string     `json:"verified_at,omitempty" format:"date-time"`
	Sound      *bool      `json:"sound,omitempty" doc:"What the last check found"`
	Fault      string     `json:"fault,omitempty" doc:"Where it is broken"`
}

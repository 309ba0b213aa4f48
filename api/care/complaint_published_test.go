package care

import "strings"

// publishedCase is the table of complaints as it is published, written by hand from the design and not from the code: number, action,
// from, to ("=" stays), who, duty ("-" any).
const publishedCase = `
C1   submit            -                                                    received         complainant,office,system -
C2   triage            received,accepted,assigned,return_requested,in_progress,transferred,reopened = office intake
C2a  triage            needs_info                                           received         office        intake
C2b  triage            suspended                                            in_progress      office        intake
C2c  acknowledge       OPEN                                                 =                office        -
C2d  report_police     OPEN                                                 =                office        -
C3   ask_information   received                                             needs_info       office        intake
C3a  add_information   needs_info                                           received         complainant   -
C3b  add_information   received,merged,accepted,assigned,return_requested,in_progress,transferred,suspended,reply_review,replied,follow_up,reopened = complainant -
C3c  information_over  needs_info                                           received         system        -
C4   accept            received                                             accepted         office        intake
C4a  refuse            received                                             not_accepted     office        intake
C5   assign            accepted                                             assigned         office,system intake
C5a  set_co_units      assigned,in_progress,transferred                     =                office        supervisor
C5b  note              OPEN                                                 =                office        -
C6   ask_return        assigned                                             return_requested office        handler
C7   decide_return     return_requested                                     assigned         office        supervisor
C8   sign              assigned                                             in_progress      office        handler
C8a  hand_over         in_progress,transferred                              =                office        supervisor
C9   contact           in_progress,transferred,suspended,reply_review,merged =               office        handler
C9a  message           OPEN,merged                                          =                office        -
C9b  message           OPEN,merged                                          =                complainant   -
C10  transfer          in_progress                                          transferred      office        supervisor
C10a transfer_receipt  transferred                                          =                office        handler
C10b ask_transfer      in_progress                                          =                office        handler
C10c take_back         transferred                                          in_progress      office        handler
C11  suspend           in_progress                                          suspended        office        supervisor
C11a resume            suspended                                            in_progress      office        -
C11b ask_suspend       in_progress                                          =                office        handler
C11c suspend_longer    suspended                                            =                office        supervisor
C11d suspension_over   suspended                                            in_progress      system        -
C12  extend            in_progress,transferred                              =                office        supervisor
C12a ask_extend        in_progress,transferred                              =                office        handler
C12b refuse_ask        in_progress,transferred                              =                office        supervisor
C13  propose_reply     in_progress,transferred                              reply_review     office        handler
C13a release           in_progress,transferred                              =                office        handler
C13b answer_release    OPEN,merged,withdrawn                                =                facility      -
C14  approve_reply     reply_review                                         replied          office        supervisor
C14a send_back         reply_review                                         in_progress      office        supervisor
C14b delivered         replied,follow_up,merged                             =                system        -
C15  follow_up         replied                                              follow_up        system        -
C16  close             follow_up                                            closed           office        callback
C16a not_reached       follow_up                                            =                office        callback
C16b close_quietly     follow_up                                            closed           system        -
C16c rate              closed,merged                                        =                complainant   -
C17  reopen            replied,follow_up,closed,merged                      reopened         complainant   -
C17a ask_reopen        replied,follow_up,closed,merged                      =                complainant   -
C17b grant_reopen      replied,follow_up,closed,merged                      reopened         office        supervisor
C17c reassign          reopened                                             assigned         office        supervisor
C17d refuse_reopen     replied,follow_up,closed,merged                      =                office        supervisor
C18  merge             received,needs_info,accepted,assigned,return_requested,in_progress,transferred,suspended merged office supervisor
C18a joint_reply       merged                                               =                office,system supervisor
C18b split             merged                                               accepted         office        supervisor
C19  withdraw          OPEN                                                 withdrawn        complainant   -
C19a withdraw          OPEN                                                 =                complainant   -
C20  warn              OPEN,merged                                          =                system        -
C20a page              OPEN                                                 =                system        -
C20b exclude           closed,merged,OPEN                                   =                office        supervisor
C20c recount           OPEN,merged                                          =                system        -
C21  ask_second_look   closed,merged                                        =                system        -
C21a stays_solved      closed,merged                                        =                complainant   -
C21b not_solved        closed,merged                                        reopened         complainant   -
`

const publishedOpen = "received,needs_info,accepted,assigned,return_requested,in_progress,transferred,suspended,reply_review,replied,follow_up,reopened"

type caseRow struct {
	edge   CaseEdge
	action CaseAction
	from   []CaseState
	to     string
	who    []CaseSide
	duty   Duty
}

func publishedCaseRows() map[CaseEdge]caseRow {
	out := make(map[CaseEdge]caseRow)
	for line := range strings.Lines(strings.TrimSpace(publishedCase)) {
		f := strings.Fields(line)
		r := caseRow{edge: CaseEdge(f[0]), action: CaseAction(f[1]), to: f[3]}
		for s := range strings.SplitSeq(strings.ReplaceAll(f[2], "OPEN", publishedOpen), ",") {
			if s == "-" {
				s = ""
			}
			r.from = append(r.from, CaseState(s))
		}
		for s := range strings.SplitSeq(f[4], ",") {
			r.who = append(r.who, CaseSide(s))
		}
		if f[5] != "-" {
			r.duty = Duty(f[5])
		}
		out[r.edge] = r
	}
	return out
}

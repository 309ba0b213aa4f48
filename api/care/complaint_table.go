package care

var (
	byComplainant  = []CaseSide{SideComplainant}
	byOffice       = []CaseSide{SideOffice}
	byCaseFacility = []CaseSide{SideFacility}
	byCaseSystem   = []CaseSide{SideSystem}

	// Every state but the ends.
	openCase = []CaseState{
		CaseReceived, CaseNeedsInfo, CaseAccepted, CaseAssigned, CaseReturnRequested, CaseInProgress, CaseTransferred, CaseSuspended,
		CaseReplyReview, CaseReplied, CaseFollowUp, CaseReopened,
	}
	// Where time runs and its urgency can be set anew.
	triaged = []CaseState{
		CaseReceived, CaseAccepted, CaseAssigned, CaseReturnRequested, CaseInProgress, CaseTransferred, CaseReopened,
	}
	mergeable = []CaseState{
		CaseReceived, CaseNeedsInfo, CaseAccepted, CaseAssigned, CaseReturnRequested, CaseInProgress, CaseTransferred, CaseSuspended,
	}
	handled    = []CaseState{CaseInProgress, CaseTransferred}
	informed   = []CaseState{CaseReceived, CaseMerged, CaseAccepted, CaseAssigned, CaseReturnRequested, CaseInProgress, CaseTransferred, CaseSuspended, CaseReplyReview, CaseReplied, CaseFollowUp, CaseReopened}
	withMerged = append([]CaseState{CaseMerged}, openCase...)
	// A facility that was shown a case may answer until it is closed; whether its complainant has taken it back is not its to know.
	answerable  = append([]CaseState{CaseWithdrawn}, withMerged...)
	contactable = []CaseState{CaseInProgress, CaseTransferred, CaseSuspended, CaseReplyReview, CaseMerged}
)

// caseEdges is the table: what is not in it does not exist.
var caseEdges = []CaseEdgeRule{
	{
		Edge: CaseEdgeSubmit, Action: CaseActSubmit, To: CaseReceived, Who: []CaseSide{SideComplainant, SideOffice, SideSystem}, Public: true,
		Says: saysOpening | saysUnit | saysEvidence, guard: guardCaseSubmit, then: thenCaseSubmit, clocks: clocksSubmit,
	},
	{
		Edge: CaseEdgeTriage, Action: CaseActTriage, From: triaged, Who: byOffice, Duty: DutyIntake, Reasons: TriageReasons(),
		Says: saysClass | saysAllegations | saysReason, guard: guardTriage, then: thenTriage, clocks: clocksTriage,
	},
	{
		Edge: CaseEdgeRaiseInfo, Action: CaseActTriage, From: []CaseState{CaseNeedsInfo}, To: CaseReceived, Who: byOffice, Duty: DutyIntake,
		Reasons: TriageReasons(), Says: saysClass | saysAllegations | saysReason, guard: guardRaise, then: thenTriage, clocks: clocksRaise,
	},
	{
		Edge: CaseEdgeRaiseSuspended, Action: CaseActTriage, From: []CaseState{CaseSuspended}, To: CaseInProgress, Who: byOffice, Duty: DutyIntake,
		Reasons: TriageReasons(), Says: saysClass | saysAllegations | saysReason, guard: guardRaise, then: thenTriage, clocks: clocksRaise,
	},
	{
		Edge: CaseEdgeAck, Action: CaseActAck, From: openCase, Who: byOffice, Says: saysPage,
		guard: guardAck, then: thenAck, clocks: stopMet(ClockPage),
	},
	{
		Edge: CaseEdgePolice, Action: CaseActPolice, From: openCase, Who: byOffice, Says: saysWhen | saysReference | saysText,
		guard: guardPolice, then: thenPolice,
	},
	{
		Edge: CaseEdgeAskInfo, Action: CaseActAskInfo, From: []CaseState{CaseReceived}, To: CaseNeedsInfo, Who: byOffice, Duty: DutyIntake,
		NotA: true, Public: true, Says: saysMissing | saysText, guard: guardAskInfo, then: thenAskInfo, clocks: clocksAskInfo,
	},
	{
		Edge: CaseEdgeInfo, Action: CaseActAddInfo, From: []CaseState{CaseNeedsInfo}, To: CaseReceived, Who: byComplainant, Public: true,
		Says: saysMessage | saysEvidence, guard: guardSomething, clocks: clocksInfo,
	},
	{
		Edge: CaseEdgeMoreInfo, Action: CaseActAddInfo, From: informed, Who: byComplainant, Public: true,
		Says: saysMessage | saysEvidence, guard: guardSomething,
	},
	{
		Edge: CaseEdgeInfoOver, Action: CaseActInfoOver, From: []CaseState{CaseNeedsInfo}, To: CaseReceived, Who: byCaseSystem, Public: true,
		guard: guardDue(ClockInfo), clocks: clocksInfo,
	},
	{
		Edge: CaseEdgeAccept, Action: CaseActAccept, From: []CaseState{CaseReceived}, To: CaseAccepted, Who: byOffice, Duty: DutyIntake, Public: true,
		Says: saysText, guard: guardCaseAccept, then: thenCaseAccept, clocks: clocksAccept,
	},
	{
		Edge: CaseEdgeRefuse, Action: CaseActRefuse, From: []CaseState{CaseReceived}, To: CaseNotAccepted, Who: byOffice, Duty: DutyIntake, NotA: true,
		Reasons: RefuseReasons(), Needs: true, Public: true, Says: saysReason | saysText | saysTo, guard: guardRefuse, then: thenRefuse, clocks: clocksEnd,
	},
	{
		Edge: CaseEdgeAssign, Action: CaseActAssign, From: []CaseState{CaseAccepted}, To: CaseAssigned, Who: []CaseSide{SideOffice, SideSystem}, Duty: DutyIntake,
		Public: true, Says: saysUnit, guard: guardUnit, then: thenAssign, clocks: clocksAssign,
	},
	{
		Edge: CaseEdgeJoinUnits, Action: CaseActJoinUnits, From: []CaseState{CaseAssigned, CaseInProgress, CaseTransferred}, Who: byOffice, Duty: DutySupervisor,
		Says: saysUnit, guard: guardCoUnits, then: thenCoUnits,
	},
	{
		Edge: CaseEdgeNote, Action: CaseActNote, From: openCase, Who: byOffice, Says: saysText | saysEvidence, guard: guardWords,
	},
	{
		Edge: CaseEdgeAskReturn, Action: CaseActAskReturn, From: []CaseState{CaseAssigned}, To: CaseReturnRequested, Who: byOffice, Duty: DutyHandler, OfUnit: true,
		Reasons: ReturnReasons(), Needs: true, Says: saysReason | saysText, guard: guardAskReturn, then: thenAskReturn, clocks: clocksAskReturn,
	},
	{
		Edge: CaseEdgeReturn, Action: CaseActReturn, From: []CaseState{CaseReturnRequested}, To: CaseAssigned, Who: byOffice, Duty: DutySupervisor, NotWho: true,
		Says: saysUnit | saysText, guard: guardUnit, then: thenReturnDecided, clocks: clocksReturn,
	},
	{
		Edge: CaseEdgeSign, Action: CaseActSign, From: []CaseState{CaseAssigned}, To: CaseInProgress, Who: byOffice, Duty: DutyHandler, OfUnit: true, Public: true,
		guard: guardSign, then: thenSign, clocks: clocksSign,
	},
	{
		Edge: CaseEdgeHandOver, Action: CaseActHandOver, From: handled, Who: byOffice, Duty: DutySupervisor, OfUnit: true,
		Says: saysOfficer | saysText, guard: guardCaseHandOver, then: thenHandOver,
	},
	{
		Edge: CaseEdgeContact, Action: CaseActContact, From: contactable, Who: byOffice, Duty: DutyHandler, OfUnit: true, Public: true,
		Says: saysWay | saysMessage | saysWhen, guard: guardContact, then: thenContact, clocks: stopMet(ClockContact),
	},
	{
		Edge: CaseEdgeMessage, Action: CaseActMessage, From: withMerged, Who: byOffice, Says: saysMessage, guard: guardSomething,
	},
	{
		Edge: CaseEdgeAnswer, Action: CaseActMessage, From: withMerged, Who: byComplainant, Says: saysMessage | saysEvidence, guard: guardSomething,
	},
	{
		Edge: CaseEdgeTransfer, Action: CaseActTransfer, From: []CaseState{CaseInProgress}, To: CaseTransferred, Who: byOffice, Duty: DutySupervisor,
		Other: true, NotWho: true, Public: true, Says: saysTo | saysText, guard: guardTransfer, then: thenTransfer,
	},
	{
		Edge: CaseEdgeReceipt, Action: CaseActReceipt, From: []CaseState{CaseTransferred}, Who: byOffice, Duty: DutyHandler, OfUnit: true, Public: true,
		Says: saysReference | saysWhen, guard: guardReceipt, then: thenReceipt,
	},
	{
		Edge: CaseEdgeAskTransfer, Action: CaseActAskTransfer, From: []CaseState{CaseInProgress}, Who: byOffice, Duty: DutyHandler, OfUnit: true,
		Says: saysTo | saysText, guard: guardAsk, then: thenAsk(AskTransfer),
	},
	{
		Edge: CaseEdgeTakeBack, Action: CaseActTakeBack, From: []CaseState{CaseTransferred}, To: CaseInProgress, Who: byOffice, Duty: DutyHandler, OfUnit: true,
		Public: true, Says: saysText,
	},
	{
		Edge: CaseEdgeSuspend, Action: CaseActSuspend, From: []CaseState{CaseInProgress}, To: CaseSuspended, Who: byOffice, Duty: DutySupervisor,
		Other: true, NotWho: true, NotA: true, Reasons: SuspendReasons(), Needs: true, Public: true, Says: saysReason | saysText,
		guard: guardSuspend, then: thenAsk(""), clocks: clocksSuspend,
	},
	{
		Edge: CaseEdgeResume, Action: CaseActResume, From: []CaseState{CaseSuspended}, To: CaseInProgress, Who: byOffice, Public: true,
		Says: saysText, clocks: clocksResume,
	},
	{
		Edge: CaseEdgeAskSuspend, Action: CaseActAskSuspend, From: []CaseState{CaseInProgress}, Who: byOffice, Duty: DutyHandler, OfUnit: true, NotA: true,
		Reasons: SuspendReasons(), Needs: true, Says: saysReason | saysText, guard: guardAsk, then: thenAsk(AskSuspend),
	},
	{
		Edge: CaseEdgeSuspendMore, Action: CaseActSuspendMore, From: []CaseState{CaseSuspended}, Who: byOffice, Duty: DutySupervisor, Other: true, NotA: true,
		Reasons: SuspendReasons(), Needs: true, Public: true, Says: saysReason | saysText, guard: guardSuspendMore, clocks: clocksSuspendMore,
	},
	{
		Edge: CaseEdgeSuspendOver, Action: CaseActSuspendOver, From: []CaseState{CaseSuspended}, To: CaseInProgress, Who: byCaseSystem, Public: true,
		guard: guardDue(ClockSuspend), clocks: clocksResume,
	},
	{
		Edge: CaseEdgeExtend, Action: CaseActExtend, From: handled, Who: byOffice, Duty: DutySupervisor, Other: true, NotWho: true,
		Reasons: ExtendReasons(), Needs: true, Public: true, Says: saysReason | saysText, guard: guardCaseExtend, then: thenCaseExtend, clocks: clocksExtend,
	},
	{
		Edge: CaseEdgeAskExtend, Action: CaseActAskExtend, From: handled, Who: byOffice, Duty: DutyHandler, OfUnit: true,
		Reasons: ExtendReasons(), Needs: true, Says: saysReason | saysText, guard: guardAskExtend, then: thenAsk(AskExtend),
	},
	{
		Edge: CaseEdgeRefuseAsk, Action: CaseActRefuseAsk, From: handled, Who: byOffice, Duty: DutySupervisor, Other: true, NotWho: true,
		Says: saysText, guard: guardRefuseAsk, then: thenAsk(""),
	},
	{
		Edge: CaseEdgePropose, Action: CaseActPropose, From: handled, To: CaseReplyReview, Who: byOffice, Duty: DutyHandler, OfUnit: true,
		Says: saysFindings | saysText | saysEvidence, guard: guardPropose, then: thenPropose, clocks: clocksPropose,
	},
	{
		Edge: CaseEdgeRelease, Action: CaseActRelease, From: handled, Who: byOffice, Duty: DutyHandler, OfUnit: true,
		Says: saysText, guard: guardRelease, then: thenRelease, clocks: clocksRelease,
	},
	{
		Edge: CaseEdgeFacility, Action: CaseActAnswer, From: answerable, Who: byCaseFacility, Public: true,
		Says: saysText, guard: guardFacility, then: thenFacility, clocks: stopMet(ClockAnswer),
	},
	{
		Edge: CaseEdgeApprove, Action: CaseActApprove, From: []CaseState{CaseReplyReview}, To: CaseReplied, Who: byOffice, Duty: DutySupervisor, Other: true, Public: true,
		guard: guardApprove, then: thenApprove, clocks: clocksApprove,
	},
	{
		Edge: CaseEdgeSendBack, Action: CaseActSendBack, From: []CaseState{CaseReplyReview}, To: CaseInProgress, Who: byOffice, Duty: DutySupervisor, Other: true,
		Says: saysText, guard: guardWords, then: thenSendBack, clocks: clocksSendBack,
	},
	{
		Edge: CaseEdgeDelivered, Action: CaseActDelivered, From: []CaseState{CaseReplied, CaseFollowUp, CaseMerged}, Who: byCaseSystem,
		guard: guardDelivered, then: thenDelivered,
	},
	{
		Edge: CaseEdgeFollowUp, Action: CaseActFollowUp, From: []CaseState{CaseReplied}, To: CaseFollowUp, Who: byCaseSystem, Public: true,
		guard: guardFollowUp,
	},
	{
		Edge: CaseEdgeClose, Action: CaseActClose, From: []CaseState{CaseFollowUp}, To: CaseClosed, Who: byOffice, Duty: DutyCallback, Other: true, Public: true,
		Says: saysAnswers, guard: guardClose, then: thenClose, clocks: clocksClose,
	},
	{
		Edge: CaseEdgeNotReached, Action: CaseActNotReached, From: []CaseState{CaseFollowUp}, Who: byOffice, Duty: DutyCallback, Other: true,
		Says: saysWhen, guard: guardPast, then: thenNotReached,
	},
	{
		Edge: CaseEdgeCloseQuietly, Action: CaseActCloseQuietly, From: []CaseState{CaseFollowUp}, To: CaseClosed, Who: byCaseSystem, NotA: true, Public: true,
		guard: guardCloseQuietly, then: thenClose, clocks: clocksClose,
	},
	{
		Edge: CaseEdgeRate, Action: CaseActRate, From: []CaseState{CaseClosed, CaseMerged}, Who: byComplainant, Public: true,
		Says: saysAnswers, guard: guardRate, then: thenRate,
	},
	{
		Edge: CaseEdgeReopen, Action: CaseActReopen, From: []CaseState{CaseReplied, CaseFollowUp, CaseClosed, CaseMerged}, To: CaseReopened, Who: byComplainant, Public: true,
		Says: saysMessage, guard: guardReopen, then: thenReopen, clocks: clocksReopen,
	},
	{
		Edge: CaseEdgeAskReopen, Action: CaseActAskReopen, From: []CaseState{CaseReplied, CaseFollowUp, CaseClosed, CaseMerged}, Who: byComplainant, Public: true,
		Says: saysMessage, guard: guardAskReopen, then: thenAskReopen,
	},
	{
		Edge: CaseEdgeGrantReopen, Action: CaseActGrantReopen, From: []CaseState{CaseReplied, CaseFollowUp, CaseClosed, CaseMerged}, To: CaseReopened, Who: byOffice,
		Duty: DutySupervisor, Other: true, Public: true, Says: saysText, guard: guardReopenAsked, then: thenReopen, clocks: clocksReopen,
	},
	{
		Edge: CaseEdgeReassign, Action: CaseActReassign, From: []CaseState{CaseReopened}, To: CaseAssigned, Who: byOffice, Duty: DutySupervisor, Public: true,
		Says: saysUnit, guard: guardUnit, then: thenAssign, clocks: clocksReassign,
	},
	{
		Edge: CaseEdgeRefuseReopen, Action: CaseActRefuseReopen, From: []CaseState{CaseReplied, CaseFollowUp, CaseClosed, CaseMerged}, Who: byOffice,
		Duty: DutySupervisor, Other: true, Public: true, Says: saysText, guard: guardRefuseReopen, then: thenAsk(""),
	},
	{
		Edge: CaseEdgeMerge, Action: CaseActMerge, From: mergeable, To: CaseMerged, Who: byOffice, Duty: DutySupervisor, NotA: true,
		Says: saysLead, guard: guardMerge, then: thenMerge, clocks: clocksMerge,
	},
	{
		Edge: CaseEdgeJointReply, Action: CaseActJointReply, From: []CaseState{CaseMerged}, Who: []CaseSide{SideOffice, SideSystem}, Duty: DutySupervisor, Public: true,
		Says: saysText, guard: guardJointReply, then: thenJointReply, clocks: clocksJointReply,
	},
	{
		Edge: CaseEdgeSplit, Action: CaseActSplit, From: []CaseState{CaseMerged}, To: CaseAccepted, Who: byOffice, Duty: DutySupervisor,
		Says: saysText, guard: guardSplit, then: thenSplit, clocks: clocksSplit,
	},
	{
		Edge: CaseEdgeWithdraw, Action: CaseActWithdraw, From: openCase, To: CaseWithdrawn, Who: byComplainant, NotA: true, Public: true,
		Reasons: WithdrawReasons(), Says: saysReason, guard: guardCaseWithdraw, clocks: clocksEnd,
	},
	{
		Edge: CaseEdgeWithdrawOwn, Action: CaseActWithdraw, From: openCase, Who: byComplainant, Public: true,
		Reasons: WithdrawReasons(), Says: saysReason, guard: guardWithdrawOwn, then: thenWithdrawOwn, clocks: stopUnmet(ClockContact),
	},
	{
		Edge: CaseEdgeWarn, Action: CaseActWarn, From: withMerged, Who: byCaseSystem, Says: saysClock, guard: guardWarn, clocks: clocksWarn,
	},
	{
		Edge: CaseEdgePage, Action: CaseActPage, From: openCase, Who: byCaseSystem, Says: saysPage | saysOfficer, guard: guardPage,
	},
	{
		Edge: CaseEdgeExclude, Action: CaseActExclude, From: append([]CaseState{CaseClosed}, withMerged...), Who: byOffice, Duty: DutySupervisor, Other: true,
		Reasons: ExcludeReasons(), Needs: true, Says: saysReason | saysText, guard: guardExclude, then: thenExclude,
	},
	{
		Edge: CaseEdgeRecount, Action: CaseActRecount, From: withMerged, Who: byCaseSystem, Public: true, guard: guardRecount, clocks: clocksRecount,
	},
	{
		Edge: CaseEdgeSecondLook, Action: CaseActSecondLook, From: []CaseState{CaseClosed, CaseMerged}, Who: byCaseSystem, Public: true,
		guard: guardDue(ClockSecond), then: thenSecondLook, clocks: clocksSecondLook,
	},
	{
		Edge: CaseEdgeStaysSolved, Action: CaseActStaysSolved, From: []CaseState{CaseClosed, CaseMerged}, Who: byComplainant, Public: true,
		guard: guardSecondAnswer, then: thenStaysSolved,
	},
	{
		Edge: CaseEdgeNotSolved, Action: CaseActNotSolved, From: []CaseState{CaseClosed, CaseMerged}, To: CaseReopened, Who: byComplainant, Public: true,
		Says: saysMessage, guard: guardSecondAnswer, then: thenNotSolved, clocks: clocksReopen,
	},
}

package notify

import "tuoyuquan/api/care"

// filingSentences says the events of filings. They name a facility and never a person.
var filingSentences = map[care.NoticeEvent]map[side]sentence{
	care.NoticeFilingNew: {toBureau: {
		"有新的备案材料", "{facility}提交了备案材料。|请在{deadline}前接收并出具回执。",
		"A filing has arrived", "{facility} has submitted a filing.|Please receive it by {deadline}.",
	}},
	care.NoticeFilingReceived: {toFacility: {
		"备案材料已接收", "{facility}的备案材料已接收，备案回执和基本条件告知书可以查看和打印了。|回执编号：{number}。",
		"Your filing was received", "the filing of {facility} was received; the receipt and the statement of basic conditions are ready to read and print.|Receipt number {number}.",
	}},
	care.NoticeFilingGranted: {toFacility: {
		"办好了", "{facility}提交的事项已办结。|打开可以查看结果。",
		"It is done", "the matter {facility} brought is settled.|Open it to see the result.",
	}},
	care.NoticeFilingRefused: {toFacility: {
		"备案材料不符合要求", "{facility}的备案材料有不符合要求的地方，原因已公开。|请打开逐条查看，改好后可以再次提交。",
		"The filing does not conform", "something in the filing of {facility} does not conform; the reasons are published.|Please read them one by one; you can submit again once they are put right.",
	}},
	care.NoticeFilingDue: {toBureau: {
		"备案事项快到期了", "{facility}有一件备案事项等待办理。|办理时限已过 {share}%。|期限：{deadline}。",
		"A filing falls due", "a filing of {facility} waits for you.|{share}% of its time is over.|It is due on {deadline}.",
	}},
	care.NoticeFilingPaper: {toFacility: {
		"有材料快到期了", "{facility}备案材料里有一份快到期了。|到期日：{deadline}，请及时更新。",
		"A paper runs out", "one of the papers {facility} filed runs out soon.|It ends on {deadline}; please renew it in time.",
	}},
	care.NoticeLeaving: {toBureau: {
		"有机构要迁到别处", "{facility}提交了备案变更，新地址不在本地。|由{office}办理；办结以前仍归本地监管。",
		"A facility is about to move away", "{facility} has filed a change to an address elsewhere.|It is decided by {office}; until then it stays under your supervision.",
	}},
	care.NoticeLeft: {toBureau: {
		"有机构迁到了别处", "{facility}迁到别处的变更已经办结。|办理部门：{office}。",
		"A facility has moved away", "the move of {facility} was granted.|It was decided by {office}.",
	}},
	care.NoticeTermDue: {toFacility: {
		"请报送本学期托班情况", "{facility}还没有报送本学期的托班情况。|请在{deadline}前报送。",
		"The term's report is due", "{facility} has not reported this term's classes yet.|Please do so by {deadline}.",
	}},
}

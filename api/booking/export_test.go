package booking

// CalendarFile is a calendar file with a title.
func CalendarFile(title string) []byte { return calendarFile(event{title: title}) }

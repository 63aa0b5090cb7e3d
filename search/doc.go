// Package search holds the help assets, finds the one that a question needs,
// and says how sure it is.
//
// An [Asset] is one short piece of help, written in a Markdown file; [Load]
// reads folders of them into a [Library] and reports every [Fault] with its
// file and line. An [Index] finds assets: Bleve proposes candidates from an
// index on disk, an exact BM25F scorer ranks them, and a small logistic model
// turns the result list into a [Confidence]. [Live] is an Index that follows
// its folders while they change, and serves what was [Published] beside them.
//
// What people pressed reaches it as [Lesson]s: [Index.Teach] draws from them the ways
// to ask that each asset has learnt, which count beside its own words. A [Situation],
// what is known of the asker, only decides between near equals.
//
// Where the words leave a doubt, an [Opinion] compares what texts mean. It is had or not:
// while its encoder fails, is slow or has not read all assets, another may stand in, and
// else the words alone decide.
//
// The package does not know Slack, keeps no record of who asked what, and never
// logs the text of a question. Lessons are kept elsewhere; it forgets them with
// the process.
//
// Every number of the ranking is one of [Weights], and those of confidence are in a
// [Model]; [Match.Why] and [Match.Explain] say what each did to a match.
//
// Everything here may be used from many goroutines at once. The same [Query], library,
// lessons, numbers and opinion always give the same [Match], and assets that a viewer may
// not see change nothing in it. The index on disk is a cache: it may be deleted at any
// time.
package search

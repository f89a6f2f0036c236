"""Understanding one article: sentences, attributions, speakers, dates, facts."""

import { type Question, questions } from '../../state/screen.ts'
import { Columns } from './picker-sheet.tsx'
import { ActionSheet, Addresses, Contacts, Levels, Places } from './questions/choices.tsx'
import { DateSheet } from './questions/date-sheet.tsx'
import { Prompt, ScanSheet } from './questions/forms.tsx'
import { Images } from './questions/images.tsx'
import { Allow, Call, Pay, Share } from './questions/outcomes.tsx'

/** The first question in the queue for the user or Alipay. */
export function Questions() {
  const [question] = questions.value
  return question ? <OneQuestion key={question} question={question} /> : null
}

function OneQuestion({ question }: { question: Question }) {
  switch (question.kind) {
    case 'prompt':
      return <Prompt question={question} />
    case 'action-sheet':
      return <ActionSheet question={question} />
    case 'choose': {
      const { title, columns, selected, confirmText, cancelText } = question.options
      return <Columns {...{ title, columns, selected, confirmText, cancelText }} close={question.answer} />
    }
    case 'level':
      return <Levels question={question} />
    case 'date':
      return <DateSheet {...question} />
    case 'images':
      return <Images question={question} />
    case 'contact':
      return <Contacts question={question} />
    case 'address':
      return <Addresses question={question} />
    case 'scan':
      return <ScanSheet question={question} />
    case 'place':
      return <Places question={question} />
    case 'pay':
      return <Pay question={question} />
    case 'allow':
      return <Allow question={question} />
    case 'call':
      return <Call question={question} />
    case 'share':
      return <Share question={question} />
  }
}

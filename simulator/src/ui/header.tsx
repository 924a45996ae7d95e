import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { hasServer } from '#host'
import { routeOf } from '../app/program.ts'
import { stop } from '../app/runner.ts'
import { device } from '../state/device.ts'
import { writeLink } from '../state/link.ts'
import { address, find, isFirstPage, openAddress, programs, project, run, select, selection } from '../state/program.ts'
import { appState } from '../state/running-app.ts'
import type { Sample } from '../state/samples.ts'
import { LANGUAGES, language, texts } from '../texts/index.ts'
import { CopyButton } from './copy-button.tsx'
import { LinkIcon, MoonIcon, PlayIcon, StopIcon, SunIcon, SystemThemeIcon } from './icons.tsx'
import { OpenProject } from './open-project.tsx'
import { chooseLanguage, chooseTheme, THEMES, theme } from './theme.ts'

export function Header() {
  return (
    <header class="header">
      <h1 class="brand">
        {hasServer ? (
          <Brand name={texts.value.simulator} />
        ) : (
          <a href={language.value === 'zh' ? '../zh/' : '../'} title={texts.value.open.documentation}>
            <Brand name={texts.value.open.playground} />
          </a>
        )}
      </h1>
      <div class="header-run">
        <ProgramChoice />
        {!hasServer && <OpenProject />}
        <Address />
        <RunButtons />
      </div>
      <div class="header-tools">
        <CopyButton label={texts.value.copyLink} done={texts.value.linkCopied} text={linkToHere} icon={LinkIcon} />
        <ThemeButton />
        <LanguageButton />
      </div>
    </header>
  )
}

const Brand = ({ name }: { name: string }) => (
  <>
    <img src="./icon.svg" width="28" height="28" alt="" />
    <span>photosalbum</span>
    <small>{name}</small>
  </>
)

export const linkHash = () =>
  writeLink({
    device: device.value,
    sample: selection.value.program.id,
    page: isFirstPage.value ? undefined : address.value,
  })

const linkToHere = () => new URL(linkHash(), location.href).href

function ProgramChoice() {
  const { program, page } = selection.value
  const choose = (value: string) => {
    const [id, chosenPage] = value.split('|')
    void select(find(id, chosenPage))
  }
  return (
    <select
      class="choice"
      aria-label={texts.value.sample}
      value={`${program.id}|${page}`}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {project.value && (
        <optgroup label={project.value.config.window?.defaultTitle ?? project.value.name}>
          {project.value.pages.map((one) => (
            <option key={one} value={`project|${one}`}>
              {one}
            </option>
          ))}
        </optgroup>
      )}
      <optgroup label={texts.value.samples}>
        {programs.value.filter(isSample).map(({ id, pages, titles }) => (
          <option key={id} value={`${id}|${pages[0]}`}>
            {titles[language.value]}
          </option>
        ))}
      </optgroup>
    </select>
  )
}

/** The visible page and its query. The user can enter another one, as in the address bar of a browser. */
function Address() {
  const id = useId()
  const typed = useSignal<string | undefined>(undefined)
  const { program } = selection.value
  return (
    <form
      class="address"
      onSubmit={(event) => {
        event.preventDefault()
        if (typed.value !== undefined) void openAddress(typed.value)
        typed.value = undefined
      }}
    >
      <input
        class="field"
        aria-label={texts.value.address}
        title={texts.value.addressHint}
        list={id}
        spellcheck={false}
        autocomplete="off"
        value={typed.value ?? address.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value
        }}
        onBlur={() => {
          typed.value = undefined
        }}
      />
      <datalist id={id}>
        {program.pages.map((page) => (
          <option key={page} value={routeOf(page)} />
        ))}
      </datalist>
    </form>
  )
}

const isSample = (program: object): program is Sample => 'titles' in program

function RunButtons() {
  const isStopped = appState.value === 'stopped'
  return (
    <>
      <button type="button" class="button primary" onClick={() => void run()} title={texts.value.code.shortcut}>
        <PlayIcon />
        <span>{isStopped ? texts.value.run : texts.value.runAgain}</span>
      </button>
      <button type="button" class="button" onClick={() => void stop()} disabled={isStopped}>
        <StopIcon />
        <span>{texts.value.stop}</span>
      </button>
    </>
  )
}

const THEME_ICONS = { system: SystemThemeIcon, light: SunIcon, dark: MoonIcon }

function ThemeButton() {
  const Icon = THEME_ICONS[theme.value]
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!
  const label = `${texts.value.theme}: ${texts.value.themes[theme.value]}`
  return (
    <button
      type="button"
      class="button quiet square"
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(next)}
    >
      <Icon />
    </button>
  )
}

/** The name of each language in that language. */
const NAMES = { zh: '中文', en: 'English' }

function LanguageButton() {
  const next = LANGUAGES.find((other) => other !== language.value)!
  return (
    <button
      type="button"
      class="button quiet"
      lang={next === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => chooseLanguage(next)}
    >
      {NAMES[next]}
    </button>
  )
}

import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Petrol: calm beside the red, amber and green that mean something here. Shade 7 on white and 3 on the dark canvas pass AA. */
const petrol: MantineColorsTuple = [
  '#e9f6f6',
  '#d3eaeb',
  '#a6d5d7',
  '#76bfc3',
  '#4fadb2',
  '#2f979d',
  '#187f86',
  '#0d6a71',
  '#0d5c63',
  '#0a474c',
];

/** Neutral with a breath of petrol, for the dark scheme; 7 is the canvas, 6 what lies on it. */
const dark: MantineColorsTuple = [
  '#d5dcdd',
  '#b7c1c3',
  '#98a5a8',
  '#6a787b',
  '#3c484b',
  '#2a3437',
  '#182023',
  '#101618',
  '#0c1113',
  '#080c0d',
];

export const theme = createTheme({
  colors: { petrol, dark },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  radius: { xs: '0.125rem', sm: '0.25rem', md: '0.4375rem', lg: '0.625rem', xl: '1rem' },
  defaultRadius: 'md',
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', 'Cascadia Mono', 'JetBrains Mono', 'DejaVu Sans Mono', Menlo, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  cursorType: 'pointer',
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: true } } },
    // Fields in a row begin at the same height, however long what is said of them.
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    // What somebody typed is not changed behind their back: the server says at the field what it may be.
    NumberInput: { defaultProps: { clampBehavior: 'none' } },
    Anchor: { defaultProps: { underline: 'hover' } },
  },
});

/** Tokens of our own: surfaces, and the five tones that every state is shown in. Pairs pass AA (4.5 : 1) in both schemes. */
export const resolveTokens: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f5f7f7',
    '--mantine-color-text': '#18211f',
    '--mantine-color-dimmed': '#56646a',
    '--mantine-color-anchor': '#0d6a71',
    '--mantine-color-placeholder': '#64727a',
    '--mantine-color-error': '#b3261e',
    '--rt-surface': '#ffffff',
    '--rt-sunken': '#f0f3f3',
    '--rt-line': '#dfe5e6',
    '--rt-ok-ink': '#146c3c',
    '--rt-ok-tint': '#e3f4ea',
    '--rt-ok-fill': '#2f9e63',
    '--rt-busy-ink': '#0b5f86',
    '--rt-busy-tint': '#e1f1f9',
    '--rt-busy-fill': '#2788b8',
    '--rt-warn-ink': '#8a4b00',
    '--rt-warn-tint': '#fdf0d9',
    '--rt-warn-fill': '#e0930f',
    '--rt-bad-ink': '#b3261e',
    '--rt-bad-tint': '#fdeae8',
    '--rt-bad-fill': '#d6453c',
    '--rt-mute-ink': '#4d5a60',
    '--rt-mute-tint': '#e9edee',
    '--rt-mute-fill': '#a7b3b8',
  },
  dark: {
    '--mantine-color-body': '#101618',
    '--mantine-color-text': '#dde5e6',
    '--mantine-color-dimmed': '#98a5a8',
    '--mantine-color-anchor': '#76bfc3',
    '--mantine-color-placeholder': '#8b999d',
    '--mantine-color-error': '#ff9d94',
    '--rt-surface': '#182023',
    '--rt-sunken': '#12191b',
    '--rt-line': '#2a3437',
    '--rt-ok-ink': '#7fd6a4',
    '--rt-ok-tint': '#15301f',
    '--rt-ok-fill': '#3aa76d',
    '--rt-busy-ink': '#85c9ec',
    '--rt-busy-tint': '#122c3a',
    '--rt-busy-fill': '#3f9bca',
    '--rt-warn-ink': '#f3c06a',
    '--rt-warn-tint': '#352710',
    '--rt-warn-fill': '#d9962a',
    '--rt-bad-ink': '#ff9d94',
    '--rt-bad-tint': '#3b1a18',
    '--rt-bad-fill': '#e05a50',
    '--rt-mute-ink': '#aab6b9',
    '--rt-mute-tint': '#262f32',
    '--rt-mute-fill': '#5d6b6f',
  },
});

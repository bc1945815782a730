import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ColorSchemeSwitch } from '../../app/shell/color-scheme-switch.tsx';
import { LanguageSwitch } from '../../app/shell/language-switch.tsx';
import { CommandLine } from '../../components/copy-button/command-line.tsx';
import { Logo } from '../../components/logo/logo.tsx';
import classes from './sign-in.module.css';

/** For those whom the server does not know, or no longer: how to come in. */
export function SignInPage() {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${t('signIn.title')} · Rustine`;
  }, [t]);
  return (
    <main className={classes.page}>
      <div className={classes.top}>
        <Logo />
        <div className={classes.tools}>
          <LanguageSwitch />
          <ColorSchemeSwitch />
        </div>
      </div>
      <Paper className={classes.card} radius="lg" p="xl">
        <Stack gap="md">
          <Title order={1}>{t('signIn.title')}</Title>
          <Text>{t('signIn.text')}</Text>
          <Text>{t('signIn.how')}</Text>
          <CommandLine command="npx rustine sign-in" />
          <Text>{t('signIn.openIt')}</Text>
          <Button variant="default" onClick={() => window.location.reload()}>
            {t('signIn.again')}
          </Button>
        </Stack>
      </Paper>
    </main>
  );
}

import { mount } from 'svelte';
import { hone } from '../project/hone.svelte';
import App from './App.svelte';
import { router } from './router.svelte';
import './theme/tokens.css';
import './theme/base.css';
import './theme/controls.css';
import './theme/surfaces.css';

router.start();
mount(App, { target: document.getElementById('app')! });
await hone.start();
